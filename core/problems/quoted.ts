const LONGEST = 60;
const MOST_ITEMS = 4;

/** Control characters, bidirectional controls and other invisible ones, which a terminal would interpret. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A text as it may be printed on one line: invisible characters are written as escapes. */
export const printable = (text: string): string =>
  text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

/** At most `length` characters of a text, its end replaced by dots. */
export const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 3)}...` : text;

/**
 * What a person wrote, on one line of up to 60 characters. It calls no method of the value, so it takes circular
 * objects, objects that throw when they are read, and values that JSON has no words for.
 */
export function quoted(value: unknown): string {
  try {
    return shortened(shown(value, 2), LONGEST);
  } catch {
    return "a value that cannot be read";
  }
}

function shown(value: unknown, depth: number): string {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "string":
      return printable(JSON.stringify(value.slice(0, 2 * LONGEST)));
    case "number":
    case "boolean":
      return String(value);
    case "bigint":
      return `${value}n`;
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "object":
      return value === null ? "null" : shownObject(value, depth);
  }
}

function shownObject(value: object, depth: number): string {
  if (Array.isArray(value)) return `[${depth === 0 ? "…" : listed(value, (item) => shown(item, depth - 1))}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return instance(value);
  if (depth === 0) return "{…}";
  const text = listed(
    Object.entries(value),
    ([key, inner]) => `${/^\w+$/.test(key) ? key : shown(key, 0)}: ${shown(inner, depth - 1)}`,
  );
  return text === "" ? "{}" : `{ ${text} }`;
}

function listed<T>(items: readonly T[], show: (item: T) => string): string {
  const first = items.slice(0, MOST_ITEMS).map(show);
  return [...first, ...(items.length > MOST_ITEMS ? ["…"] : [])].join(", ");
}

/** Never its content: a Promise or an Output may hold a secret. */
function instance(value: object): string {
  if ("__pulumiOutput" in value) return "an Output of Pulumi";
  const { name } = value.constructor;
  return `${/^[AEIO]/i.test(name) ? "an" : "a"} ${printable(name)}`;
}

/** The words of something that was thrown, whatever it is. */
export function thrownText(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
    return shortened(printable(text), 200);
  } catch {
    return "something that cannot be read was thrown";
  }
}
