import { isObject } from "../protocol/property-values.ts";

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

/** JSON text as the provider, a Go program, writes it into the state: keys sorted, no blanks, no HTML characters. */
export function goJson(value: unknown): string {
  const escapes: Readonly<Record<string, string>> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };
  return JSON.stringify(sorted(value)).replaceAll(/[<>&]/g, (found) => escapes[found] ?? found);
}

/** The same text for every spelling of the same JSON; text that is no JSON stays as it is. */
export function canonicalJson(text: string): string {
  try {
    return goJson(JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}
