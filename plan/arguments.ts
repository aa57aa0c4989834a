import { parseOptions, stackOptions, UsageError } from "../commands/command.ts";

/** A parsed command line. */
export interface Command {
  readonly help: boolean;
  readonly form: "text" | "markdown" | "json";
  /** A file with the output of `pulumi preview --json`, `-` for stdin; undefined: the preview is made now. */
  readonly preview: string | undefined;
  /** Options of `pulumi` that select the stack. */
  readonly stack: readonly string[];
}

export const USAGE = `usage: npm run --silent plan -- [--markdown | --json] [--preview <file>]

Says in words what \`pulumi up\` would do: what changes, what restarts, who gains and loses access, and what a person
should look at. It runs \`pulumi preview\`, which contacts no host, and never shows the value of a secret.

  --markdown               for a comment on a pull request
  --json                   for programs: docs/schema/plan.json
  --preview <file>         read what \`pulumi preview --json\` has printed; - reads stdin
  --stack, --config-file   select the stack, as with pulumi

Exit code: 0 nothing changes, 10 something changes, 11 a person has to decide (a flag is a danger), 1 failed, 2 wrong
usage.`;

const FLAG = { type: "boolean" } as const;

/** @throws UsageError */
export function parseArguments(words: readonly string[]): Command {
  const values = parseOptions(words, { markdown: FLAG, json: FLAG, preview: { type: "string" } });
  const { help = false, markdown = false, json = false, preview } = values;
  if (markdown && json) throw new UsageError("--markdown and --json exclude each other");
  const form = markdown ? "markdown" : json ? "json" : "text";
  return { help, form, preview, stack: stackOptions(values) };
}
