/**
 * The text of a stack's config file with some values set anew. Everything else in it stays as it
 * is: the encryption salt, encrypted values and what a person has set.
 * @param text the file as it is; "" for a new one
 * @param values full keys ("homelab:domain") with plain values; written as JSON, which YAML contains
 */
export function renderStackConfig(text: string, values: Readonly<Record<string, unknown>>): string {
  const { top, entries } = parseConfig(text);
  const set = Object.entries(values).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
  const kept = entries.filter(({ key }) => !(key in values)).flatMap(({ lines }) => lines);
  return `${[...top, "config:", ...set, ...kept].join("\n")}\n`;
}

/** Whether the config file holds an encrypted value under this key. */
export function hasSecret(text: string, key: string): boolean {
  const entry = parseConfig(text).entries.find((one) => one.key === key);
  return entry?.lines.some((line) => /\bsecure:/.test(line)) ?? false;
}

interface Entry {
  readonly key: string;
  readonly lines: string[];
}

/** Splits a config file, as `pulumi config set` writes it, into its head and one entry for each config key. */
function parseConfig(text: string): { top: string[]; entries: Entry[] } {
  const top: string[] = [];
  const entries: Entry[] = [];
  let inConfig = false;
  let indent = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const depth = line.length - line.trimStart().length;
    if (depth === 0) {
      inConfig = line.startsWith("config:");
      indent = 0;
    }
    if (!inConfig) top.push(line);
    else if (depth > 0) {
      if (indent === 0) indent = depth;
      const last = entries.at(-1);
      // One depth for all entries: what a person wrote may be indented otherwise.
      const shifted = `  ${line.slice(indent)}`;
      if (depth > indent && last !== undefined) last.lines.push(shifted);
      else entries.push({ key: keyOf(line), lines: [shifted] });
    }
  }
  return { top, entries };
}

/** "homelab:tls" of `  homelab:tls:` or `  homelab:tls: {…}`: config keys hold one colon themselves. */
function keyOf(line: string): string {
  return (/^[^:]+:[^:]+/.exec(line.trim())?.[0] ?? line).replaceAll(/["']/g, "");
}
