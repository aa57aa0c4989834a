import { isEncoded } from "./encode.ts";

/** Writes a value into one kind of file. Throws a plain Error that says what is wrong with the value. */
export type Escape = (value: unknown) => string;

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
    case "yaml":
    case "yml":
      return json;
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

/** The value with its quotes: a template says `{"url": {{url}}}`. TOML and YAML read JSON's strings. */
const json: Escape = (value) => (typeof value === "number" ? String(value) : JSON.stringify(scalar(value)));

/** One word for a POSIX shell. */
const shell: Escape = (value) => {
  const text = scalar(value);
  if (text.includes("\0")) throw new Error("a null character cannot be in a shell script");
  return /^[\w./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
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
