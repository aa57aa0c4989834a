import type { FieldDoc } from "./field-docs.ts";

/**
 * Markdown tables of all fields: one for the root, and one for each field that has several of its own.
 * @param root - What the root is called in the headings.
 * @param use - Only what a person writes has defaults and required fields.
 */
export function tables(root: string, docs: readonly FieldDoc[], use: keyof typeof COLUMNS): string {
  const groups = new Map<string, FieldDoc[]>();
  for (const doc of docs) {
    const holder = doc.path.split(".").slice(0, -1).join(".");
    groups.set(holder, [...(groups.get(holder) ?? []), doc]);
  }
  return Array.from(groups, ([holder, fields]) => {
    const heading = holder === "" ? root : `\`${holder.replaceAll("*", "<name>")}\``;
    return [
      `### ${heading}`,
      "",
      line(COLUMNS[use]),
      `|${"---|".repeat(COLUMNS[use].length)}`,
      ...rows(fields, use),
    ].join("\n");
  }).join("\n\n");
}

const COLUMNS = { written: ["field", "meaning", "default", "example"], read: ["field", "meaning", "example"] } as const;

function rows(fields: readonly FieldDoc[], use: keyof typeof COLUMNS): string[] {
  const oneOf = fields.filter(({ form }) => form === "").map(({ path }) => `\`${lastName(path)}\``);
  return fields.map((field) => {
    const { path, description, examples } = field;
    const cells = {
      field: `\`${lastName(path)}\``,
      meaning: description,
      default: ifLeftOut(field, oneOf),
      example: examples.map((text) => `\`${text}\``).join(" · "),
    };
    return line(COLUMNS[use].map((column) => cells[column].replaceAll("|", "\\|")));
  });
}

/** What a field that is not written means. @param oneOf - Fields of which each makes a form of its own. */
function ifLeftOut({ optional, form, default: standard }: FieldDoc, oneOf: readonly string[]): string {
  if (standard !== undefined) return coded(standard);
  if (optional) return "";
  if (form === undefined) return "required";
  return form === "" ? `one of ${oneOf.join(", ")}` : `required with \`${form}\``;
}

const lastName = (path: string): string => path.split(".").at(-1) ?? "";

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** Words stay words; a value is shown as code. */
const coded = (text: string): string => (/^("[^"]*"|\[.*\]|\{.*\}|\d+|true|false)$/.test(text) ? `\`${text}\`` : text);
