/** One object as the stand-in keeps it: the fields that can be written, server-made ones, and `pk`. */
export type Stored = Record<string, unknown>;

/** The primary key as text: provider and user keys are numbers, all others UUIDs. */
export const keyOf = (object: Stored): string => String(object["pk"]);

/** A text field; "" when it is unset. */
export const textOf = (object: Stored, field: string): string => {
  const value = object[field];
  return typeof value === "string" ? value : "";
};

/** A list field; empty when it is unset. */
export const listOf = (object: Stored, field: string): readonly unknown[] => {
  const value = object[field];
  return Array.isArray(value) ? value : [];
};

/** A number field; 0 when it is unset. */
export const numberOf = (object: Stored, field: string): number => Number(object[field] ?? 0);

/** A JSON object field; empty when it is unset. */
export const dictionaryOf = (object: Stored, field: string): Stored => {
  const value = object[field];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Stored) : {};
};

/** Some fields of an object, in that order; missing ones are null. */
export function pick(object: Stored, fields: readonly string[]): Stored {
  return Object.fromEntries(fields.map((field) => [field, object[field] ?? null]));
}
