import type { PlanChange, PlanEntry, PlanFlag, PlanReport, PlanRestart } from "../../core/schema/plan-report.ts";
import { printable } from "../../core/problems/quoted.ts";

const SIGNS: Readonly<Record<PlanChange["how"], string>> = { added: "+", removed: "-", changed: "~" };
const FLAG = "!";

/** The report for a terminal: what changes, one block for each service, and how many do not. */
export const textOf = ({ entries, unchanged }: PlanReport): string =>
  [...entries.map(entryText), unchangedText(entries.length, unchanged)].join("\n");

/** The last line. */
export function unchangedText(changing: number, unchanged: number): string {
  if (changing === 0) return "Nothing changes.";
  return unchanged === 1 ? "1 service unchanged." : `${unchanged} services unchanged.`;
}

/** A row: a sign, a topic, and what is said about it. */
type Row = readonly [sign: string, topic: string, text: string];

/** One block: what happens to a service. */
export function entryText(entry: PlanEntry): string {
  const rows = [...entry.changes.map(changeRow), ...consequences(entry), ...entry.flags.flatMap(flagRows)];
  const width = Math.max(0, ...rows.map(([, topic]) => topic.length));
  const lines = rows.map(([sign, topic, text]) => `  ${sign} ${topic.padEnd(width)}  ${printable(text)}`.trimEnd());
  return [`${entry.subject}: ${entry.action}`, ...lines].join("\n");
}

const changeRow = ({ how, what, text }: PlanChange): Row => [SIGNS[how], what, text];

function consequences(entry: PlanEntry): Row[] {
  const rows = (topic: string, texts: readonly string[]): Row[] =>
    texts.map((text, index) => [" ", index === 0 ? topic : "", text]);
  return [
    ...rows("deploy", restartTexts(entry.restarts)),
    ...rows("gap", entry.gap === "" ? [] : [entry.gap]),
    ...rows("data at risk", entry.atRisk),
    ...rows("gains access", entry.gained),
    ...rows("loses access", entry.lost),
    ...rows("begins to resolve", entry.begins),
    ...rows("stops resolving", entry.ends),
    ...rows("kept", entry.kept),
    ...rows("deleted", entry.deleted),
  ];
}

const flagRows = ({ severity, where, text, fix }: PlanFlag): Row[] => [
  [FLAG, severity, `${where}: ${text}`],
  ...(fix === "" ? [] : [[" ", "", `fix: ${fix}`] as const]),
];

const DOES: Readonly<Record<PlanRestart["effect"], string>> = {
  start: "starts with",
  recreate: "is recreated with",
  restart: "restarts",
  reload: "reloads",
  stop: "stops with",
};

/** What the deploy does, in order; neighbours with the same fate are one text. */
export function restartTexts(restarts: readonly PlanRestart[]): string[] {
  const groups: { readonly pods: string[]; readonly effect: PlanRestart["effect"]; readonly containers: string }[] = [];
  for (const { pod, effect, containers } of restarts) {
    const last = groups.at(-1);
    const names = containers.join(", ");
    if (last?.effect === effect && last.containers === names) last.pods.push(pod);
    else groups.push({ pods: [pod], effect, containers: names });
  }
  return groups.map(({ pods: [first = "", ...others], effect, containers }) =>
    [`${first} ${DOES[effect]} ${containers}`, ...others.map((pod) => `then ${pod}`)].join(", "),
  );
}
