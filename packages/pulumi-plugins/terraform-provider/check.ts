import { createHash, randomBytes } from "node:crypto";
import { isObject, plain } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { checkInputs } from "../protocol/schema-check.ts";
import type { PackageSchema, Refusal } from "../protocol/schema-check.ts";
import type { Attribute } from "./attribute.ts";
import { isUnknown } from "./plan.ts";
import { resourceOf, resourceTypes } from "./resources.ts";

const span = /^-?\d+(\.\d+)?$/;
const units: readonly string[] = ["microseconds", "milliseconds", "seconds", "minutes", "hours", "days", "weeks"];

function isDuration(value: unknown): boolean {
  if (typeof value !== "string") return false;
  return value.split(";").every((part) => {
    const [unit = "", amount = ""] = part.split("=");
    return units.includes(unit) && span.test(amount);
  });
}

function isJson(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return isObject(JSON.parse(value));
  } catch {
    return false;
  }
}

function redirectProblem(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  for (const entry of value as Properties[]) {
    const names = Object.keys(entry).sort().join(" and ");
    if (names !== "matching_mode and url") return `each entry has matching_mode and url, not ${names}`;
    const mode = entry["matching_mode"];
    if (mode !== "strict" && mode !== "regex" && !isUnknown(mode)) return "matching_mode must be strict or regex";
  }
  return undefined;
}

function problem({ rule }: Attribute, value: unknown): string | undefined {
  if (rule === "redirectUris") return redirectProblem(value);
  if (value === undefined || value === null || isUnknown(value)) return undefined;
  if (typeof value === "number" && !Number.isInteger(value)) return "must be an integer";
  if (rule === "duration") return isDuration(value) ? undefined : 'must be a time span such as "hours=1;minutes=30"';
  if (rule === "json") return isJson(value) ? undefined : "must be a JSON object as text";
  return rule === undefined || (rule as readonly unknown[]).includes(value)
    ? undefined
    : `must be one of ${rule.join(", ")}`;
}

function ruleProblems(type: string, inputs: Properties): Refusal[] {
  const { shape, idProperty } = resourceOf(type);
  const found = Object.entries(shape.attributes).flatMap(([property, attribute]) => {
    const reason = problem(attribute, inputs[property]);
    return reason === undefined ? [] : [{ property, reason }];
  });
  const id = inputs[idProperty];
  const given = id === undefined || id === null ? [] : [{ property: idProperty, reason: "is decided by the server" }];
  return [...found, ...given];
}

function suffix(seed: Uint8Array): string {
  const text = seed.length === 0 ? randomBytes(4).toString("hex") : createHash("sha256").update(seed).digest("hex");
  return text.slice(0, 7);
}

/**
 * A resource without a name gets its logical one with a random end, and keeps it.
 * @param olds the inputs of the last deployment @param seed what the end is made from; may be empty
 */
export function withName(urn: string, type: string, olds: Properties, news: Properties, seed: Uint8Array): Properties {
  const name = news["name"];
  if (!resourceTypes.includes(type) || (name !== undefined && name !== null)) return news;
  if (!("name" in resourceOf(type).shape.attributes)) return news;
  const logical = urn.slice(urn.lastIndexOf("::") + 2);
  return { ...news, name: olds["name"] ?? `${logical}-${suffix(seed)}` };
}

/**
 * Holds a resource's inputs to the schema and to the provider's own rules. A refusal never repeats
 * a value that may be secret.
 */
export function refusals(schema: PackageSchema, type: string, inputs: Properties): Refusal[] {
  const found = checkInputs(schema, type, inputs);
  return found.length > 0 ? found : ruleProblems(type, plain(inputs) as Properties);
}
