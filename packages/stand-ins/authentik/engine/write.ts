import { randomUUID } from "node:crypto";
import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "./family.ts";
import { keyOf } from "./stored.ts";
import type { Stored } from "./stored.ts";
import type { World } from "./world.ts";

function newKey(family: Family, world: World): string | number {
  return family.key === "uuid" ? randomUUID() : world.nextNumber(family.key);
}

function checkReferences(family: Family, { world, input }: Change): void {
  for (const [field, { to }] of Object.entries(family.references)) {
    const value = input[field];
    if (value === undefined || value === null) continue;
    const keys = (Array.isArray(value) ? (value as unknown[]) : [value]).map(String);
    const missing = keys.find((key) => world.byKey(to, key) === undefined);
    if (missing !== undefined) throw invalid(field, `Invalid pk "${missing}" - object does not exist.`);
  }
}

function checkUnique(family: Family, { world, input, object }: Change): void {
  for (const [field, families] of Object.entries(family.unique)) {
    const value = input[field];
    if (value === undefined || value === null) continue;
    const others = families.flatMap((name) => world.all(name)).filter((one) => keyOf(one) !== keyOf(object));
    if (others.some((one) => one[field] === value)) {
      throw invalid(field, `${family.title} with this ${field.replaceAll("_", " ")} already exists.`);
    }
  }
}

function checkUniqueSet({ uniqueSet: fields, name }: Family, { world, object }: Change): void {
  if (fields === undefined || fields.some((field) => object[field] === null || object[field] === undefined)) return;
  const isSame = (other: Stored): boolean => fields.every((field) => other[field] === object[field]);
  if (world.all(name).some((other) => keyOf(other) !== keyOf(object) && isSame(other)))
    throw invalid("non_field_errors", `The fields ${fields.join(", ")} must make a unique set.`);
}

function settle(family: Family, change: Change): void {
  checkReferences(family, change);
  checkUnique(family, change);
  checkUniqueSet(family, change);
  family.check?.(change);
  family.complete?.(change);
}

/**
 * Makes a new object.
 * @param input the request's fields, already held to the contract
 * @throws Refusal
 */
export function createObject(world: World, family: Family, input: Stored): Stored {
  const object: Stored = { ...family.defaults(), ...family.putResets, ...input, pk: newKey(family, world) };
  settle(family, { world, method: "POST", before: undefined, input, object });
  world.insert(family.name, object);
  return object;
}

/**
 * Changes an object. PUT merges as the server's serializers do: a field that the request leaves out
 * keeps its value (except the few with a default of the serializer's own), null clears.
 * @throws Refusal
 */
export function updateObject(
  world: World,
  family: Family,
  { before, input, method }: { readonly before: Stored; readonly input: Stored; readonly method: "PUT" | "PATCH" },
): Stored {
  const complete = method === "PUT" ? { ...family.putResets, ...input } : input;
  const object: Stored = { ...before, ...complete };
  settle(family, { world, method, before, input: complete, object });
  for (const field of Object.keys(before)) Reflect.deleteProperty(before, field);
  return Object.assign(before, object);
}
