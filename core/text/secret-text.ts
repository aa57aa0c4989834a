/** Texts with references to secrets: their syntax, and how a value is written at its place. */

/** How a value is written: percent-encoded inside a URL, as a part of a string in JSON, otherwise unchanged. */
export type Place = "url" | "json" | "plain";

export interface Reference {
  /** The checks decide whether it is the name of a secret. */
  readonly name: string;
  readonly place: Place;
}

export type SecretText = readonly (string | Reference)[];

/** A text, split at its references. */
export type Cut = readonly (string | Pick<Reference, "name">)[];

/** Any word in braces: if it is not a secret's name, it is more likely a mistake than intended. */
const IN_BRACES = /(\{+)( *[A-Za-z_][\w. -]*)(\}+)/g;

/**
 * `{name}` is a reference. A word in several braces is a text with one brace less on each side: `{{name}}` is the
 * text `{name}`.
 */
export function cutAtBraces(text: string): Cut {
  const parts: Cut[number][] = [];
  let end = 0;
  for (const { 0: all, 1: open = "", 2: word = "", 3: close = "", index } of text.matchAll(IN_BRACES)) {
    const pairs = Math.min(open.length, close.length);
    const inner = "{".repeat(pairs - 1) + word + "}".repeat(pairs - 1);
    parts.push(text.slice(end, index) + open.slice(pairs), pairs > 1 ? inner : { name: word }, close.slice(pairs));
    end = index + all.length;
  }
  return [...parts, text.slice(end)];
}

/** The end of a text that is inside a URL. */
const INSIDE_URL = /[a-z][a-z0-9+.-]*:\/\/[^\s"'`<>]*$/i;

/** The same with the place of each reference. */
export function secretText(cut: Cut): SecretText {
  // A secret says nothing about the place of what comes after it.
  const shown = cut.map((part) => (typeof part === "string" ? part : "x"));
  const elsewhere = isJson(shown.join("")) ? "json" : "plain";
  return cut.flatMap((part, index): SecretText => {
    if (typeof part === "string") return part === "" ? [] : [part];
    const place = INSIDE_URL.test(shown.slice(0, index).join("")) ? "url" : elsewhere;
    return [{ name: part.name, place }];
  });
}

/** Names of the secrets in a text, each as often as it appears. */
export const namesIn = (text: SecretText): string[] =>
  text.flatMap((part) => (typeof part === "string" ? [] : [part.name]));

/** The text with values instead of references. */
export const filled = (text: SecretText, value: (name: string) => string): string =>
  text.map((part) => (typeof part === "string" ? part : WRITTEN[part.place](value(part.name)))).join("");

const WRITTEN: Readonly<Record<Place, (value: string) => string>> = {
  url: encodeURIComponent,
  json: (value) => JSON.stringify(value).slice(1, -1),
  plain: (value) => value,
};

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
