import { isDeepStrictEqual } from "node:util";
import { isObject } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { apiKey } from "./attribute.ts";
import type { Attribute, ResourceShape } from "./attribute.ts";
import { goJson } from "./go-json.ts";
import { isEmpty, isUnknown } from "./plan.ts";

/** What a request says of an attribute; undefined leaves it out. */
function sent({ send }: Attribute, value: unknown): unknown {
  const known = isUnknown(value) ? undefined : value;
  switch (send) {
    case "always":
      return known;
    case "whenSet":
      return isEmpty(known) ? undefined : known;
    case "orNull":
      return isEmpty(known) ? null : known;
    case "orEmpty":
      return known ?? "";
    case "list":
      return known ?? [];
    case "json":
      return typeof known === "string" && known !== "" ? JSON.parse(known) : undefined;
    case "never":
      return undefined;
  }
}

/** The body of a request that creates or updates. @param values planned values */
export function requestBody(shape: ResourceShape, values: Properties): Record<string, unknown> {
  const entries = Object.entries(shape.attributes).map(
    ([name, attribute]) => [apiKey(name, attribute), sent(attribute, values[name])] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Of each redirect URI this release of the provider reads two keys; newer servers tell more. */
function redirectUri(entry: unknown): unknown {
  return isObject(entry) ? { matching_mode: entry["matching_mode"], url: entry["url"] } : entry;
}

/** The server's entries in the order in which the program gave them, others after them. */
function inGivenOrder(given: unknown, answered: readonly unknown[]): readonly unknown[] {
  const place = (entry: unknown): number =>
    Array.isArray(given) ? given.findIndex((one) => isDeepStrictEqual(one, entry)) : -1;
  const known = answered.filter((entry) => place(entry) >= 0);
  return [...known.sort((a, b) => place(a) - place(b)), ...answered.filter((entry) => place(entry) < 0)];
}

function read(attribute: Attribute, given: unknown, answered: unknown): unknown {
  const mode = attribute.read ?? "always";
  const known = isUnknown(given) ? undefined : given;
  if (mode === "never" || (mode === "whenGiven" && isEmpty(known))) return known;
  if (attribute.rule === "json") return goJson(answered ?? {});
  if (Array.isArray(answered)) {
    if (answered.length === 0) return known === undefined ? undefined : [];
    const entries = attribute.rule === "redirectUris" ? answered.map(redirectUri) : answered;
    return inGivenOrder(known, entries as unknown[]);
  }
  return answered ?? undefined;
}

/** The answer's id as the state holds it. @throws Error when the answer has none */
export function idOf(shape: ResourceShape, answer: Properties): string {
  const id = answer[shape.idKey];
  if (typeof id === "string" || typeof id === "number") return String(id);
  throw new Error(`no value given for required property ${shape.idKey}`);
}

/**
 * The state that an answer makes.
 * @param given planned values, or the state before: they decide orders and what is read at all
 * @throws Error when the answer lacks a value that the API promises
 */
export function stateFrom(shape: ResourceShape, given: Properties, answer: Properties): Properties {
  const entries = Object.entries(shape.attributes).map(([name, attribute]) => {
    const key = apiKey(name, attribute);
    const promised = attribute.send === "always" && attribute.fallback === undefined;
    if (promised && answer[key] === undefined) throw new Error(`no value given for required property ${key}`);
    return [name, read(attribute, given[name], answer[key])] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
