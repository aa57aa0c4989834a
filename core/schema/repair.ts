import { nearestName, type SchemaIssue } from "../problems/schema-problems.ts";
import { serviceSchema, type ParsedSpec } from "./service.ts";

/** Values that no check minds, for required fields whose absence has been complained about already. */
const STAND_INS: Readonly<Record<string, unknown>> = {
  uid: 0,
  port: 1,
  quota: "1 KB",
  memory: "1 KB",
  cpu: "1%",
  limits: { memory: "1 KB", cpu: "1%" },
  within: "1 second",
  drain: "1 second",
  ttl: "automatic",
  stop: "1 second",
  health: { http: "/", port: 1, within: "1 second" },
  auth: { none: "not said" },
};

/** A repaired object can show mistakes of its own, such as those inside a field that was misspelt. */
const ROUNDS = 4;

/**
 * A definition that the schema refused, as it was probably meant: misspelt fields under their names, missing amounts
 * filled in. It serves to find further complaints in the same run and is never planned. Undefined when nobody can tell
 * what was meant.
 */
export function repaired(spec: unknown): ParsedSpec | undefined {
  const copy = cloned(spec);
  for (let round = 0; round < ROUNDS; round += 1) {
    const result = serviceSchema.safeParse(copy);
    if (result.success) return result.data;
    if (!result.error.issues.every((issue) => repair(copy, issue))) return undefined;
  }
  return undefined;
}

/** Whether it could be repaired, in place. */
function repair(root: unknown, issue: SchemaIssue): boolean {
  if (issue.code === "unrecognized_keys") {
    const holder = valueAt(root, issue.path);
    if (holder === undefined) return false;
    for (const key of issue.keys) rename(holder, key, issue.message.split(", "));
    return true;
  }
  const key = String(issue.path.at(-1));
  const holder = valueAt(root, issue.path.slice(0, -1));
  if (holder === undefined || !Object.hasOwn(STAND_INS, key) || issue.code === "invalid_key") return false;
  holder[key] = STAND_INS[key];
  return true;
}

function rename(holder: Record<string, unknown>, key: string, known: readonly string[]): void {
  const meant = nearestName(
    key,
    known.filter((name) => !Object.hasOwn(holder, name)),
  );
  if (meant !== undefined) holder[meant] = holder[key];
  Reflect.deleteProperty(holder, key);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): Record<string, unknown> | undefined {
  let value = root;
  for (const part of path) value = isObject(value) ? value[String(part)] : undefined;
  return isObject(value) ? value : undefined;
}

/** Deep, but with the same functions: an `env` function cannot be copied. */
function cloned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cloned);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cloned(inner)]));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
