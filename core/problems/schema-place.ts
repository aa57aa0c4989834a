import type { z } from "zod";
import { type Wording, wordings } from "./wording.ts";

type Schema = z.core.$ZodType;

/** A schema, the value that it was asked about, and what a person is told about it. */
export interface Place {
  /** Without wrappers such as optional and default. */
  readonly schema: z.core.$ZodTypes;
  readonly value: unknown;
  readonly wording: Wording;
}

/** The place at the root of a schema. */
export function placeOf(schema: Schema, value: unknown): Place {
  let inner = schema as z.core.$ZodTypes;
  let wording: Wording = { ...wordings.get(inner) };
  for (let next = unwrapped(inner); next !== undefined; next = unwrapped(inner)) {
    inner = next as z.core.$ZodTypes;
    wording = { ...wording, ...wordings.get(inner) };
  }
  return { schema: inner, value, wording };
}

function unwrapped(schema: z.core.$ZodTypes): Schema | undefined {
  const { def } = schema._zod;
  if (def.type === "pipe") return def.in;
  return def.type === "optional" || def.type === "default" || def.type === "readonly" ? def.innerType : undefined;
}

/** The place of a field, an entry or an item; undefined where the schema knows none. */
export function placeBelow({ schema, value }: Place, key: PropertyKey): Place | undefined {
  const inner = valueAt(value, key);
  const { def } = schema._zod;
  if (def.type === "record") return placeOf(def.valueType, inner);
  if (def.type === "array") return placeOf(def.element, inner);
  if (def.type === "object")
    return Object.hasOwn(def.shape, key) ? placeOf(def.shape[key as string] as Schema, inner) : undefined;
  return inOrderOfFit(schema, value)
    .map((option) => placeBelow(option, key))
    .find((place) => place !== undefined);
}

/** Options of a union, those first whose kind of value was given. */
export function inOrderOfFit(schema: z.core.$ZodTypes, value: unknown): Place[] {
  const { def } = schema._zod;
  if (def.type !== "union") return [];
  const options = def.options.map((option) => placeOf(option, value));
  return options.toSorted((a, b) => Number(fits(b)) - Number(fits(a)));
}

/** Whether a value is of the kind that a schema takes; of an object its fixed fields decide. */
export function fits({ schema, value }: Place): boolean {
  const { def } = schema._zod;
  if (def.type === "array") return Array.isArray(value);
  if (def.type === "record") return isObject(value);
  if (def.type !== "object") return typeof value === def.type;
  return Object.entries(def.shape).every(([key, field]) => {
    const { def: literal } = placeOf(field, undefined).schema._zod;
    if (literal.type === "enum" && key === "kind")
      return Object.values(literal.entries).includes(valueAt(value, key) as string);
    return literal.type !== "literal" || (literal.values as unknown[]).includes(valueAt(value, key));
  });
}

/** Fields that a schema knows, of all its options where it has several. */
export function knownFields(schema: z.core.$ZodTypes): string[] {
  const { def } = schema._zod;
  if (def.type === "object") return Object.keys(def.shape);
  return def.type === "union"
    ? [...new Set(inOrderOfFit(schema, undefined).flatMap((it) => knownFields(it.schema)))]
    : [];
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const valueAt = (value: unknown, key: PropertyKey): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
