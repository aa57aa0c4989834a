import { parseOptions, stackOptions, UsageError } from "../command.ts";

/** The words of a command, understood. */
export interface Command {
  readonly help: boolean;
  /** Nobody is asked before something is taken over. */
  readonly yes: boolean;
  /** Nothing is taken over. */
  readonly dryRun: boolean;
  /** Which stack it is for, in the words of `pulumi`. */
  readonly stack: readonly string[];
}

export const USAGE = `usage: npm run --silent adopt -- [--dry-run | --yes]

Takes objects over into the stack that Authentik and the DNS provider have already, after its state was lost or an answer
to a create was. Found by the names that the program gives; records must also carry its comment.

  --dry-run                show what would be taken over
  --yes                    do it without asking
  --stack, --config-file   which stack, as with pulumi

Exit code: 0 done or nothing to do, 1 not done, 2 wrong usage.`;

const FLAG = { type: "boolean" } as const;

/** @throws UsageError */
export function parseArguments(words: readonly string[]): Command {
  const values = parseOptions(words, { yes: { ...FLAG, short: "y" }, "dry-run": FLAG });
  const { help = false, yes = false, "dry-run": dryRun = false } = values;
  if (yes && dryRun) throw new UsageError("--dry-run and --yes exclude each other");
  return { help, yes, dryRun, stack: stackOptions(values) };
}
