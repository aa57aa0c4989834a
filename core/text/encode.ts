/**
 * How values are written into quadlet units. Podman's generator copies most of them into `ExecStart=`, so
 * they pass two parsers: its own, then systemd's, which expands `%` and `$`. A value that cannot survive
 * both is refused rather than changed.
 */

/** Text that is already encoded for its place in a unit; templates write it unchanged. */
export interface Encoded {
  readonly encoded: string;
}

/** A value that cannot be encoded; the message says which and why. */
export class EncodingError extends Error {
  override readonly name = "EncodingError";
}

export const isEncoded = (value: unknown): value is Encoded =>
  typeof value === "object" && value !== null && "encoded" in value && typeof value.encoded === "string";

/**
 * `Environment="NAME=value"`.
 * @throws EncodingError for a null character, which a program cannot receive.
 */
export const environment = (name: string, value: string): Encoded => ({ encoded: word(`${name}=${value}`) });

/**
 * `Exec=` and other keys with a list of words.
 * @throws EncodingError for an empty word or a lone `;`: the generator drops it and every word after it.
 */
export function words(list: readonly string[]): Encoded {
  const lost = list.find((each) => each === "" || each === ";");
  if (lost !== undefined) throw new EncodingError(`the word ${JSON.stringify(lost)} cannot be written into a unit`);
  return { encoded: list.map(word).join(" ") };
}

/**
 * Keys whose whole value becomes one argument of podman, such as `Image=` and `HealthCmd=`.
 * @throws EncodingError for an empty value, and for a beginning or an end that the generator trims.
 */
export function argument(value: string): Encoded {
  if (/[\u0000-\u001f\u007f]/.test(value))
    throw new EncodingError(`${JSON.stringify(value)} has a line break or another control character`);
  if (value === "" || /^[\s"']|[\s"'\\]$/.test(value)) {
    throw new EncodingError(`${JSON.stringify(value)} is empty, or begins or ends with characters that a unit drops`);
  }
  return { encoded: expandable(value) };
}

/** A command as a JSON array in one argument: `Entrypoint=`, and health commands that need no shell. */
export const jsonArgument = (list: readonly string[]): Encoded =>
  // The only control character that JSON does not escape itself.
  argument(JSON.stringify(list).replaceAll("\u007f", "\\u007f"));

/**
 * `Volume=source:target[:ro]`.
 * @throws EncodingError for characters that split a volume, or that systemd reads differently in the
 * `RequiresMountsFor=` the generator derives from the source.
 */
export function volume(source: string, target: string, readOnly: boolean): Encoded {
  for (const path of [source, target]) {
    if (!/^\/[^\s:"'\\%$]*$/.test(path)) throw new EncodingError(`${JSON.stringify(path)} cannot be a mounted path`);
  }
  return { encoded: `${source}:${target}${readOnly ? ":ro" : ""}` };
}

/** Keys of `[Unit]` with a path: `%` begins a specifier there, and `$` has no meaning. */
export function unitPath(path: string): Encoded {
  if (!/^\/[^\s"'\\]*$/.test(path)) throw new EncodingError(`${JSON.stringify(path)} cannot be a path in a unit`);
  return { encoded: path.replaceAll("%", "%%") };
}

/** A text of any characters as one word of a Caddyfile, literally except for placeholders in braces. */
export function caddyWord(value: string): Encoded {
  if (value === "" || /[`\u0000-\u001f\u007f]/.test(value))
    throw new EncodingError(`${JSON.stringify(value)} cannot be written into a Caddyfile`);
  return { encoded: `\`${value}\`` };
}

/** systemd and Podman's generator both read C escapes inside double quotes; the generator writes them again. */
function word(value: string): string {
  if (value.includes("\0")) throw new EncodingError(`${JSON.stringify(value)} has a null character`);
  const text = expandable(value);
  return /^[\w./:@=,+$%-]+$/.test(text) ? text : `"${text.replaceAll(/[\\"\u0001-\u001f\u007f]/g, escaped)}"`;
}

const NAMED: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r" };

const escaped = (character: string): string =>
  NAMED[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;

const expandable = (value: string): string => value.replaceAll("%", "%%").replaceAll("$", () => "$$");
