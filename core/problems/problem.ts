import { printable, shortened } from "./quoted.ts";

/** Something that stops a run: where it is, what is wrong, and how to correct it. */
export interface Problem {
  /** Path in the definitions or settings, such as `feeds.data.db.quota`. */
  readonly where: string;
  readonly problem: string;
  /** An imperative: what to change, with the exact command if there is one. */
  readonly fix: string;
}

/** All problems of a run together. Its message is complete: show it without a stack trace. */
export class Problems extends Error {
  readonly problems: readonly Problem[];

  /** @param subject - What was checked: "services" or "settings". */
  constructor(problems: readonly Problem[], subject = "services") {
    super(formatProblems(problems, subject));
    this.name = "Problems";
    this.problems = problems;
  }
}

const WIDEST_PLACE = 40;
/** Longer than any command in a fix; quoted input may be longer. */
const LONGEST_TEXT = 1000;

const onOneLine = (text: string): string => printable(shortened(text, LONGEST_TEXT));

/** The block of text that a run ends with: a count, then one aligned row and its fix for each problem. */
export function formatProblems(problems: readonly Problem[], subject: string): string {
  const printed = problems.map(({ where, problem, fix }) => ({
    where: onOneLine(where),
    problem: onOneLine(problem),
    fix: onOneLine(fix),
  }));
  const places = printed.map(({ where }) => where.length).filter((length) => length <= WIDEST_PLACE);
  const width = Math.max(0, ...places);
  const rows = printed.map((problem) => row(problem, width));
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`error: ${count} in ${subject}, nothing was changed`, "", ...rows].join("\n");
}

function row({ where, problem, fix }: Problem, width: number): string {
  const indent = " ".repeat(2 + width + 3);
  // A place that is wider than the column gets its own line, because it would move every row to the right.
  const head = where.length > width ? `  ${where}\n${indent}${problem}` : `  ${where.padEnd(width)}   ${problem}`;
  return `${head}\n${indent}fix: ${fix}`;
}
