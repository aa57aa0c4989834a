import { z } from "zod";
import type { Problem } from "../problems/problem.ts";
import { type Wording, wordings } from "../problems/wording.ts";

/** A problem of a value, without its place. */
export type ProblemText = Omit<Problem, "where">;

/** Adds wording to a schema. */
export function worded<S extends z.core.$ZodType>(schema: S, wording: Wording): S {
  wordings.add(schema, wording);
  return schema;
}

/** A rule that a pattern cannot express: returns the problem of a value, or undefined. */
export const rule =
  <T>(problemOf: (value: T) => ProblemText | undefined): z.core.CheckFn<T> =>
  ({ value, issues }) => {
    const found = problemOf(value);
    if (found) issues.push({ code: "custom", input: value, message: found.problem, params: { fix: found.fix } });
  };

/**
 * A text that matches a pattern; `T` is what the editor checks.
 * @param problemOf - An additional rule for texts that match.
 */
export function text<T extends string = string>(
  pattern: RegExp,
  wording: Wording,
  problemOf: (value: string) => ProblemText | undefined = () => undefined,
): z.ZodType<T, T> {
  const schema = z.string().regex(pattern, { abort: true }).check(rule(problemOf));
  return worded(schema, wording) as unknown as z.ZodType<T, T>;
}

/** A whole number within bounds. */
export const wholeNumber = (from: number, to: number, fix: string, standIn?: number) =>
  worded(z.int().min(from, { abort: true }).max(to), { what: `a whole number from ${from} to ${to}`, fix, standIn });

/** One of a few words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(...words: Words) =>
  worded(z.enum(words), { what: "known here", fix: `write one of ${words.join(", ")}` });

export const flag = () => worded(z.boolean(), { what: "true or false", fix: "write true or false" });

/**
 * An object that refuses unknown fields.
 * @param wording - Default: it is to be written with its fields.
 */
export const fields = <Shape extends z.core.$ZodLooseShape>(shape: Shape, wording: Wording = {}) =>
  worded(z.strictObject(shape), { what: "an object", ...wording });

/** A non-empty list. */
export const listOf = <S extends z.ZodType>(item: S, fix: string) =>
  worded(z.array(item).min(1), { what: "a list", fix }).readonly();

/** An object whose keys are names of the definition. */
export const mapOf = <Key extends z.core.$ZodRecordKey, Value extends z.ZodType>(
  key: Key,
  value: Value,
  form: string,
) => worded(z.record(key, value), { what: "a map", fix: `write ${form}` });
