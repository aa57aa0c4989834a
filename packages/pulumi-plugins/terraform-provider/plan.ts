import { isDeepStrictEqual } from "node:util";
import { isObject, unknownValue } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { Attribute, ResourceShape } from "./attribute.ts";
import { canonicalJson } from "./go-json.ts";

/** Whether a value, or a part of it, is known only after a deployment. */
export function isUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isUnknown);
  return isObject(value) ? Object.values(value).some(isUnknown) : value === unknownValue;
}

/** Whether a value says nothing: the provider cannot tell such a one from none. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return Array.isArray(value) && value.length === 0;
}

function absent(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function planned(attribute: Attribute, given: unknown, before: unknown): unknown {
  if (given !== undefined && given !== null) return given;
  if (attribute.fallback !== undefined) return attribute.fallback;
  return attribute.computed === true ? (before ?? unknownValue) : undefined;
}

/**
 * The values a resource shall have: what the program gives, else the provider's default, else what
 * the server decided before. A value that the server will decide is unknown.
 * @param inputs what the program gives, plain @param before the state, plain; undefined for a new resource
 */
export function plan(shape: ResourceShape, inputs: Properties, before: Properties | undefined): Properties {
  const entries = Object.entries(shape.attributes).map(
    ([name, attribute]) => [name, planned(attribute, inputs[name], before?.[name])] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function comparable({ rule, trimmed }: Attribute, value: unknown): unknown {
  if (absent(value)) return undefined;
  if (rule === "json" && typeof value === "string") return canonicalJson(value);
  return trimmed === true && typeof value === "string" ? value.replace(/\n+$/, "") : value;
}

/**
 * The attributes whose values change.
 * @param before the state, plain @param after the planned values
 */
export function changes(shape: ResourceShape, before: Properties, after: Properties): string[] {
  return Object.entries(shape.attributes)
    .filter(([name, attribute]) => {
      if (attribute.computed === true && after[name] === unknownValue) return false;
      return !isDeepStrictEqual(comparable(attribute, before[name]), comparable(attribute, after[name]));
    })
    .map(([name]) => name);
}

/** The attributes among the changed ones that make a new resource. */
export function replacements(shape: ResourceShape, changed: readonly string[]): string[] {
  return changed.filter((name) => shape.attributes[name]?.replaces === true);
}
