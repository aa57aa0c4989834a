import { groupsWithParents, directGroups } from "../access/membership.ts";
import { notPlayed } from "../contract/refusal.ts";
import { dictionaryOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";

type Reading = (match: RegExpExecArray, user: Stored, world: World) => unknown;

const names = (groups: readonly Stored[]): unknown[] => groups.map(({ name }) => name);

/** The values that this stand-in can read without Python. */
const readings: readonly (readonly [form: RegExp, read: Reading])[] = [
  [/^(True|False|None)$/, ([text]) => (text === "None" ? null : text === "True")],
  [/^-?\d+(?:\.\d+)?$/, ([text]) => Number(text)],
  [/^"([^"\\]*)"$|^'([^'\\]*)'$/, ([, double, single]) => double ?? single ?? ""],
  [/^request\.user\.(username|name|email|uid|uuid|pk)$/, ([, field = ""], user) => user[field] ?? null],
  [
    /^request\.user\.attributes\.get\(["'](\w+)["'](?:, *(?:None|["']([^"']*)["']))?\)$/,
    ([, key = "", fallback], user) => dictionaryOf(user, "attributes")[key] ?? fallback ?? null,
  ],
  [
    /^\[(\w+)\.name for \1 in request\.user\.(?:groups|ak_groups)\.all\(\)\]$/,
    (_match, user, world) => names(directGroups(user, world)),
  ],
  [
    /^\[(\w+)\.name for \1 in request\.user\.all_groups\(\)\]$/,
    (_match, user, world) => names(groupsWithParents(user, world)),
  ],
];

/** The value of one entry; undefined when it is no form that is known. */
function readValue(text: string, user: Stored, world: World): unknown {
  for (const [form, read] of readings) {
    const match = form.exec(text);
    if (match !== null) return read(match, user, world);
  }
  return undefined;
}

/** Entries end at a comma that is followed by the next key, so commas inside a value need no counting. */
const entry = /\s*["']([\w:/.-]+)["']\s*:\s*(.+?)\s*(?:,\s*(?=["'][\w:/.-]+["']\s*:)|,?\s*$)/sy;

/**
 * Plays a scope mapping's Python, as far as it is one `return {…}` of constants, fields of the user
 * and the names of its groups.
 * @throws Refusal 501 for anything else
 */
export function playExpression(mapping: Stored, user: Stored, world: World): Stored {
  const code = textOf(mapping, "expression").replaceAll(/^\s*#.*$/gm, "");
  const inner = /^\s*return \{(.*)\}\s*$/s.exec(code)?.[1];
  const told: Stored = {};
  let at = inner === undefined ? -1 : 0;
  while (inner !== undefined && at < inner.trimEnd().length) {
    entry.lastIndex = at;
    const [whole = "", key = "", text = ""] = entry.exec(inner) ?? [];
    const value = readValue(text, user, world);
    if (whole === "" || value === undefined) at = -1;
    if (at < 0) break;
    told[key] = value;
    at += whole.length;
  }
  if (at < 0) throw notPlayed(`the Python of the scope mapping ${textOf(mapping, "name")}`);
  return told;
}
