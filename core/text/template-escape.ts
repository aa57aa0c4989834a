import { isEncoded } from "./encode.ts";

/** What stands around a value: all that has been written before it, and the text that comes next. */
export interface Place {
  readonly before: string;
  readonly after: string;
}

/** Writes a value into one kind of file. Throws a plain Error that says what is wrong with the value. */
export type Escape = (value: unknown, place: Place) => string;

/** The escape for a file's name. */
export function escapeFor(path: string): Escape {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "Caddyfile") return caddyfile;
  switch (name.slice(name.lastIndexOf(".") + 1)) {
    case "container":
    case "network":
    case "pod":
      return unit;
    case "json":
    case "toml":
      return json;
    case "yaml":
    case "yml":
      return yaml;
    case "sh":
      return shell;
    default:
      return plain;
  }
}

/** Only `core/text/encode.ts` knows what a key's value may contain, so anything but plain words must come from there. */
function unit(value: unknown): string {
  if (isEncoded(value)) return value.encoded;
  const text = scalar(value);
  if (!/^[\w./:@=,+*()[\] -]*$/.test(text))
    throw new Error(`${JSON.stringify(text)} needs an encoder of core/text/encode.ts`);
  return text;
}

/** With its quotes, as in `{"url": {{url}}}`, or as a part of a string, as in `{"url": "{{url}}/x"}`. TOML reads JSON's strings. */
const json: Escape = (value, { before }) => inString(value, lastLine(before)) ?? quotedValue(value);

/** The same; and within other text, as in `- --url={{url}}/x`, a plain word as it is. */
const yaml: Escape = (value, { before, after }) => {
  const line = lastLine(before);
  const written = inString(value, line);
  if (written !== undefined) return written;
  const inBrackets = /[[{]/.test(line);
  const begins = /^\s*$|(^|\s)-\s+$|:\s+$|[[{]\s*$/.test(line) || (inBrackets && /,\s*$/.test(line));
  const ends = /^\s*(\n|$|#)/.test(after) || (inBrackets && /^\s*[,\]}]/.test(after));
  if (begins && ends) return quotedValue(value);
  const text = scalar(value);
  if (!PLAIN_WORD.test(text)) throw new Error(`${JSON.stringify(text)} cannot stand within other text: quote it all`);
  return text;
};

const PLAIN_WORD = /^[\w./:@=,+-]+$/;

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);

const quotedValue = (value: unknown): string =>
  typeof value === "number" ? String(value) : JSON.stringify(scalar(value));

/** The value as a part of the string that is open at the end of a line; undefined where none is. */
function inString(value: unknown, line: string): string | undefined {
  // A quote in the middle of a word, as in "it's", opens nothing.
  const open = line.replaceAll(/(?<![\w"'])("(\\.|[^"\\])*"|'[^']*')/g, "");
  const [, quote] = /(?<!\w)(["'])/.exec(open) ?? [];
  if (quote === undefined) return undefined;
  const text = JSON.stringify(scalar(value)).slice(1, -1);
  if (quote === "'" && (text.includes("'") || text.includes("\\")))
    throw new Error(`${JSON.stringify(scalar(value))} cannot stand in single quotes`);
  return text;
}

/** One word for a POSIX shell. */
const shell: Escape = (value) => {
  const text = scalar(value);
  if (text.includes("\0")) throw new Error("a null character cannot be in a shell script");
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
};

const caddyfile: Escape = (value) => {
  if (isEncoded(value)) return value.encoded;
  const text = scalar(value);
  if (!/^[^\s"'`{}\\#]+$/.test(text)) throw new Error(`${JSON.stringify(text)} is not one plain word of a Caddyfile`);
  return text;
};

/** An unknown format: unchanged, on one line. */
const plain: Escape = (value) => {
  const text = scalar(value);
  if (/[\u0000-\u001f\u007f]/.test(text))
    throw new Error(`${JSON.stringify(text)} has a line break or a control character`);
  return text;
};

function scalar(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  throw new Error(`only text and numbers can be written, this is of type ${typeof value}`);
}
