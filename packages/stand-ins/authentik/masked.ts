import type { State } from "./engine/state.ts";
import { families } from "./families/index.ts";

const mask = "********";

/** What /_stand-in/state shows: every object, its secrets masked, and how much else there is. */
export function maskedState({
  next,
  objects,
  sessions,
  outpostSessions,
  codes,
  tokens,
  passwords,
  outpostTokens,
}: State): unknown {
  const shown = Object.entries(objects).map(([name, all]) => {
    const secrets = families.get(name)?.secrets ?? [];
    const hide = ([field, value]: [string, unknown]): [string, unknown] => [
      field,
      secrets.includes(field) ? mask : value,
    ];
    return [name, all.map((object) => Object.fromEntries(Object.entries(object).map(hide)))] as const;
  });
  const counted = Object.entries({ sessions, outpostSessions, codes, tokens, passwords, outpostTokens });
  const counts = Object.fromEntries(counted.map(([name, entries]) => [name, Object.keys(entries).length]));
  return { next, counts, objects: Object.fromEntries(shown) };
}
