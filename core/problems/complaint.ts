import { z } from "zod";

/** A problem without its place, which the schema's path supplies. */
export interface Complaint {
  readonly problem: string;
  readonly fix: string;
}

const SEPARATOR = "\u001f";

/** Complaint as a schema message: a message is all that a zod issue carries. */
export const encodeComplaint = ({ problem, fix }: Complaint): string => `${problem}${SEPARATOR}${fix}`;

/** The complaint inside a schema message; undefined for a message of zod's own. */
export function decodeComplaint(message: string): Complaint | undefined {
  const [problem, fix] = message.split(SEPARATOR);
  return problem !== undefined && fix !== undefined ? { problem, fix } : undefined;
}

/** What a person wrote, short enough for one line. */
export function quoted(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  const text = JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/**
 * A schema for one value: `T` is what the editor checks, `complain` what the run checks.
 * @param complain - The complaint about a value, undefined when it is fine. Never called for a missing value.
 * @param fixWhenMissing - What to write when the field is not there.
 */
export function leaf<T>(complain: (value: unknown) => Complaint | undefined, fixWhenMissing: string): z.ZodType<T, T> {
  const complaintAbout = (value: unknown): Complaint | undefined =>
    value === undefined ? { problem: "is missing", fix: fixWhenMissing } : complain(value);
  return z.custom<T>((value) => complaintAbout(value) === undefined, {
    error: ({ input }) => encodeComplaint(complaintAbout(input) ?? { problem: "is not valid", fix: fixWhenMissing }),
  });
}

/** A leaf whose text must match a pattern; `fix` says what to write, for a wrong value and for none. */
export function matching<T extends string>(pattern: RegExp, what: string, fix: string): z.ZodType<T, T> {
  return leaf<T>(
    (value) =>
      typeof value === "string" && pattern.test(value)
        ? undefined
        : { problem: `${quoted(value)} is not ${what}`, fix },
    fix,
  );
}

/** A leaf that is a whole number within bounds. */
export function wholeNumber(from: number, to: number, fix: string): z.ZodType<number, number> {
  return leaf<number>(
    (value) =>
      Number.isInteger(value) && (value as number) >= from && (value as number) <= to
        ? undefined
        : { problem: `${quoted(value)} is not a whole number from ${from} to ${to}`, fix },
    fix,
  );
}

/**
 * An object that refuses fields it does not know, and tells which it knows.
 * @param fix - What to write when it is missing or no object. Default: the names of its fields.
 */
export function fields<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  fix?: string,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code, input }) =>
      code === "unrecognized_keys"
        ? known
        : encodeComplaint({
            problem: input === undefined ? "is missing" : `${quoted(input)} is not an object`,
            fix: fix ?? `write { … } with ${known}`,
          }),
  });
}
