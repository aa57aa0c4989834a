import { parseOptions, stackOptions, UsageError } from "../command.ts";

/** A parsed command line. */
export interface Command {
  readonly help: boolean;
  /** Take objects over without a confirmation. */
  readonly yes: boolean;
  /** Take nothing over. */
  readonly dryRun: boolean;
  /** Options of `pulumi` that select the stack. */
  readonly stack: readonly string[];
}

export const USAGE = `usage: npm run --silent adopt -- [--dry-run | --yes]

Imports objects that exist already in Authentik and at the DNS provider into the stack, after its state or the response
to a create was lost. Objects are found by the names that the program gives them; records must also carry its comment.

  --dry-run                only show what would be taken over
  --yes                    take over without a confirmation
  --stack, --config-file   select the stack, as with pulumi

Exit code: 0 done or nothing to do, 1 failed, 2 wrong usage.`;

const FLAG = { type: "boolean" } as const;

/** @throws UsageError */
export function parseArguments(words: readonly string[]): Command {
  const values = parseOptions(words, { yes: { ...FLAG, short: "y" }, "dry-run": FLAG });
  const { help = false, yes = false, "dry-run": dryRun = false } = values;
  if (yes && dryRun) throw new UsageError("--dry-run and --yes exclude each other");
  return { help, yes, dryRun, stack: stackOptions(values) };
}
