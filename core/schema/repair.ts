import { nearestName } from "../problems/nearest-name.ts";
import { meantBranch } from "../problems/union-branch.ts";
import type { SchemaIssue } from "../problems/schema-problems.ts";
import { isObject, knownFields, type Place, placeBelow, placeOf } from "../problems/schema-place.ts";
import { type ParsedSpec, serviceSchema } from "./service.ts";

/** A repaired object can show mistakes of its own, such as those inside a field that was misspelt. */
const ROUNDS = 4;

/**
 * A refused definition as it was probably meant: misspelt fields under their names, and a stand-in for each refused
 * value whose schema has one. It serves to find further problems in the same run and is never planned. Undefined when
 * nobody can tell what was meant: a guess there would lead to false problems.
 */
export function repaired(spec: unknown): ParsedSpec | undefined {
  try {
    const copy = cloned(spec);
    for (let round = 0; round < ROUNDS; round += 1) {
      const result = serviceSchema.safeParse(copy);
      if (result.success) return result.data;
      if (!result.error.issues.every((issue) => repair(placeOf(serviceSchema, copy), issue))) return undefined;
    }
  } catch {
    // What cannot be read or copied cannot be repaired.
  }
  return undefined;
}

/** Whether it could be repaired, in place. */
function repair(root: Place, issue: SchemaIssue): boolean {
  const at = placeAt(root, issue.path);
  const holder: unknown = placeAt(root, issue.path.slice(0, -1))?.value;
  if (!at) return false;
  if (issue.code === "unrecognized_keys") {
    const known = knownFields(at.schema);
    // A field of another form: nobody can tell which of the two was meant.
    if (!isObject(at.value) || issue.keys.some((key) => known.includes(key))) return false;
    for (const key of issue.keys) rename(at.value, key, known);
    return true;
  }
  if (issue.code === "invalid_union") {
    const branch = meantBranch(at, issue);
    if (branch?.issues.every((inner) => repair(branch.place, inner))) return true;
  }
  const key = issue.path.at(-1);
  const { standIn } = at.wording;
  if (key === undefined || standIn === undefined || issue.code === "invalid_key") return false;
  if (typeof holder !== "object" || holder === null) return false;
  return Reflect.set(holder, key, standIn);
}

const placeAt = (root: Place, path: readonly PropertyKey[]): Place | undefined =>
  path.reduce<Place | undefined>((at, key) => at && placeBelow(at, key), root);

function rename(holder: Record<string, unknown>, key: string, known: readonly string[]): void {
  const meant = nearestName(
    key,
    known.filter((name) => !Object.hasOwn(holder, name)),
  );
  if (meant !== undefined) holder[meant] = holder[key];
  Reflect.deleteProperty(holder, key);
}

/** Deep, but with the same functions: an `env` function cannot be copied. */
function cloned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cloned);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cloned(inner)]));
}
