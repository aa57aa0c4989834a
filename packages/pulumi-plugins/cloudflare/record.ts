import { isDeepStrictEqual } from "node:util";
import { isObject } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";

/** Property names with those of the API, for what a program may set. */
const settable: Readonly<Record<string, string>> = {
  ...{ name: "name", type: "type", ttl: "ttl", content: "content", proxied: "proxied", priority: "priority" },
  ...{ comment: "comment", privateRouting: "private_routing" },
};

const computed: Readonly<Record<string, string>> = {
  ...{ createdOn: "created_on", modifiedOn: "modified_on", proxiable: "proxiable" },
  ...{ commentModifiedOn: "comment_modified_on", tagsModifiedOn: "tags_modified_on" },
};

const settingNames = { flattenCname: "flatten_cname", ipv4Only: "ipv4_only", ipv6Only: "ipv6_only" } as const;

/** The properties that count when a record is compared. */
const compared = [...Object.keys(settable), "zoneId", "settings", "tags", "includeShadowMetadata"];
const replacing = new Set(["zoneId", "type"]);

function present(properties: Properties): Properties {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries);
}

function renamed(names: Readonly<Record<string, string>>, from: Properties): Properties {
  return present(Object.fromEntries(Object.entries(names).map(([to, name]) => [to, from[name]])));
}

function samePlace(wanted: unknown, held: unknown): boolean {
  if (typeof wanted !== "string" || typeof held !== "string") return false;
  const [name, kept] = [wanted.replace(/\.$/, ""), held.replace(/\.$/, "")];
  // The answers do not name the zone, so a prefix has to do, as it has to for the official provider.
  return name === "@" ? kept.includes(".") : kept.startsWith(`${name}.`);
}

function sameHost(wanted: unknown, held: unknown): boolean {
  return typeof wanted === "string" && typeof held === "string" && wanted.toLowerCase() === held.toLowerCase();
}

/** A CNAME has all three settings, false unless they are set; other records have none. */
function settingsOf(type: unknown, given: unknown): Properties {
  const set = isObject(given) ? present(given) : {};
  const none = { flattenCname: false, ipv4Only: false, ipv6Only: false };
  return type === "CNAME" ? { ...none, ...set } : set;
}

/**
 * What a record is to become.
 * @param inputs the program's, plain
 * @param before its state, plain; spellings of the same name and host stay as they are there
 */
export function planned(inputs: Properties, before: Properties = {}): Properties {
  const { name, type, content, tags } = inputs;
  const kept = samePlace(name, before["name"]) ? { name: before["name"] } : {};
  const isAlias = type === "CNAME" && sameHost(content, before["content"]);
  const settings = isObject(inputs["settings"]) && Object.keys(inputs["settings"]).length > 0;
  return {
    ...{ proxied: false, includeShadowMetadata: false },
    ...present(inputs),
    ...kept,
    ...(isAlias ? { content: before["content"] } : {}),
    tags: Array.isArray(tags) ? tags.map(String).sort() : (before["tags"] ?? []),
    settings: settingsOf(type, settings ? inputs["settings"] : before["settings"]),
  };
}

/** Names of the properties in which a record differs from what it is to become. */
export function changes(before: Properties, after: Properties): string[] {
  const empty = (value: unknown): unknown => (value === "" ? undefined : value);
  return compared.filter((name) => !isDeepStrictEqual(empty(before[name]), empty(after[name])));
}

/** Those of the changed properties that need a new record. */
export function replacements(changed: readonly string[]): string[] {
  return changed.filter((name) => replacing.has(name));
}

/** The body of a create or a replacement, which states the whole record. */
export function toBody(record: Properties): Properties {
  const fields = Object.entries(settable).map(([name, wire]) => [wire, record[name]]);
  const given = isObject(record["settings"]) ? record["settings"] : {};
  const settings = present(Object.fromEntries(Object.entries(settingNames).map(([name, wire]) => [wire, given[name]])));
  const whole = Object.keys(settings).length === 0 ? {} : { settings };
  return { ...present(Object.fromEntries(fields) as Properties), tags: record["tags"] ?? [], ...whole };
}

/** What only the API knows of a record, out of its answer. */
export function computedFrom(answer: Properties): Properties {
  return { ...renamed(computed, answer), meta: JSON.stringify(answer["meta"] ?? {}) };
}

/** The whole state of a record, out of the API's answer. */
export function stateFrom(zoneId: string, answer: Properties): Properties {
  const state = renamed(settable, answer);
  const settings = isObject(answer["settings"]) ? renamed(settingNames, answer["settings"]) : {};
  return {
    ...{ zoneId, includeShadowMetadata: false, ...state, ...computedFrom(answer) },
    tags: answer["tags"] ?? [],
    settings: settingsOf(state["type"], state["type"] === "CNAME" ? settings : {}),
  };
}

/** Inputs that lead to the state, in the words of the inputs so far where those mean the same. */
export function inputsFrom(state: Properties, inputs: Properties): Properties {
  const isNew = Object.keys(inputs).length === 0;
  const changed = isNew ? compared : changes(state, planned(inputs, state));
  const defaults: Properties = { tags: [], settings: settingsOf(state["type"], {}), includeShadowMetadata: false };
  const read = changed.map((name) => {
    const isDefault = isDeepStrictEqual(state[name], defaults[name]);
    return [name, isDefault ? undefined : state[name]];
  });
  return present({ ...inputs, ...(Object.fromEntries(read) as Properties) });
}
