import type { z } from "zod";
import { fits, inOrderOfFit, isObject, knownFields, type Place, placeOf } from "./schema-place.ts";

export type UnionIssue = z.core.$ZodIssueInvalidUnion;

/** One form of a union, and what it says about the value. */
interface Branch {
  readonly place: Place;
  readonly issues: readonly z.core.$ZodIssue[];
}

/**
 * The form of a union that was meant: the one of the value's kind, or the one that has the fields that were given.
 * Undefined when nobody can tell.
 */
export function meantBranch(union: Place, issue: UnionIssue): Branch | undefined {
  const telling = tellingFields(union);
  const { value } = union;
  if (!isObject(value) || telling.length === 0)
    return closest(branches(union, issue).filter(({ place, issues }) => fits(place) && !issues.some(isOfAnotherKind)));
  const told = telling.filter((key) => Object.hasOwn(value, key));
  if (told.length === 0) return undefined;
  return closest(
    branches(union, issue).filter(({ place }) => told.every((key) => knownFields(place.schema).includes(key))),
  );
}

function branches({ schema, value }: Place, { errors }: UnionIssue): Branch[] {
  const { def } = schema._zod;
  if (def.type !== "union") return [];
  return def.options
    .map((option, index) => ({ place: placeOf(option, value), issues: errors[index] ?? [] }))
    .filter(({ issues }) => issues.length > 0);
}

const closest = (branches: readonly Branch[]): Branch | undefined =>
  branches.toSorted((a, b) => a.issues.length - b.issues.length)[0];

const isOfAnotherKind = ({ code, path }: z.core.$ZodIssue): boolean =>
  path.length === 0 && (code === "invalid_type" || code === "invalid_value");

/** What tells a union's forms apart: required fields that not every one of them has. */
export function tellingFields({ schema, value }: Place): string[] {
  const forms = inOrderOfFit(schema, value).map((form) => form.schema._zod.def);
  const shapes = forms.flatMap((def) => (def.type === "object" ? [def.shape] : []));
  const required = shapes.flatMap((shape) =>
    Object.keys(shape).filter((key) => shape[key]?._zod.def.type !== "optional"),
  );
  return [...new Set(required)].filter((key) => !shapes.every((shape) => Object.hasOwn(shape, key)));
}
