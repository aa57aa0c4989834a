import type { PlanFlag, PlanReport } from "../../core/schema/plan-report.ts";
import { printable } from "../../core/problems/quoted.ts";
import { entryText, unchangedText } from "./text.ts";

const HEADLINES: Readonly<Record<PlanReport["verdict"], string>> = {
  nothing: "Nothing changes",
  changes: "What a merge will do",
  decide: "What a merge will do: a person has to decide",
};

/** The report as a comment on a pull request. */
export function markdownOf({ verdict, entries, unchanged }: PlanReport): string {
  const flags = entries.flatMap((entry) => entry.flags).toSorted((a, b) => rank(a) - rank(b));
  const blocks = entries.map((entry) => fenced(entryText({ ...entry, flags: [] })));
  const parts = [
    `### ${HEADLINES[verdict]}`,
    ...(flags.length === 0 ? [] : [flags.map(flagLine).join("\n")]),
    ...blocks,
  ];
  return [...parts, ...(entries.length === 0 ? [] : [unchangedText(entries.length, unchanged)])].join("\n\n");
}

const rank = ({ severity }: PlanFlag): number => (severity === "danger" ? 0 : 1);

const flagLine = ({ severity, where, text, fix }: PlanFlag): string =>
  `- **${severity}** ${plain(where)}: ${plain(text)}${fix === "" ? "" : `. Fix: ${plain(fix)}`}`;

/** A text without meaning in Markdown and HTML. */
const plain = (text: string): string => printable(text).replaceAll(/[\\`*_{}[\]<>()#+!|~&@-]/g, (sign) => `\\${sign}`);

/** In a fence that is longer than any that the text has. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
