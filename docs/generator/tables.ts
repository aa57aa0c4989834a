import type { FieldDoc } from "./field-docs.ts";

/**
 * Markdown tables of all fields: one for the root, and one for each field that has several of its own.
 * @param root - What the root is called in the headings.
 */
export function tables(root: string, docs: readonly FieldDoc[]): string {
  const groups = new Map<string, FieldDoc[]>();
  for (const doc of docs) {
    const holder = doc.path.split(".").slice(0, -1).join(".");
    groups.set(holder, [...(groups.get(holder) ?? []), doc]);
  }
  return Array.from(groups, ([holder, fields]) => {
    const heading = holder === "" ? root : `\`${holder.replaceAll("*", "<name>")}\``;
    return [`### ${heading}`, "", HEAD, ...fields.map(row)].join("\n");
  }).join("\n\n");
}

const HEAD = "| field | meaning | default | example |\n|---|---|---|---|";

function row({ path, description, optional, default: standard, examples }: FieldDoc): string {
  const name = path.split(".").at(-1) ?? "";
  const without = standard === undefined ? (optional ? "" : "required") : coded(standard);
  return `| ${[`\`${name}\``, description, without, examples.map((text) => `\`${text}\``).join(" · ")].map(cell).join(" | ")} |`;
}

/** Words stay words; a value is shown as code. */
const coded = (text: string): string => (/^("[^"]*"|\[.*\]|\{.*\}|\d+|true|false)$/.test(text) ? `\`${text}\`` : text);

const cell = (text: string): string => text.replaceAll("|", "\\|");
