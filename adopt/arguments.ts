import { parseArgs } from "node:util";
import { UsageError } from "../people/arguments.ts";

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

Takes objects over into the stack that Authentik and Cloudflare have already, after its state was lost or an answer
to a create was. Found by the names that the program gives; records must also carry its comment.

  --dry-run                show what would be taken over
  --yes                    do it without asking
  --stack, --config-file   which stack, as with pulumi

Exit code: 0 done or nothing to do, 1 not done, 2 wrong usage.`;

/** @throws UsageError */
export function understand(words: readonly string[]): Command {
  const { help, yes, "dry-run": dryRun, stack, "config-file": file } = parsed(words);
  if (yes === true && dryRun === true) throw new UsageError("--dry-run and --yes exclude each other");
  return {
    ...{ help: help === true, yes: yes === true, dryRun: dryRun === true },
    stack: [...(stack === undefined ? [] : ["--stack", stack]), ...(file === undefined ? [] : ["--config-file", file])],
  };
}

function parsed(words: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    ...{ help: { ...flag, short: "h" }, yes: { ...flag, short: "y" }, "dry-run": flag },
    ...{ stack: { ...text, short: "s" }, "config-file": text },
  } as const;
  try {
    return parseArgs({ args: [...words], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
}
