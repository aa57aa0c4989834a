import { parseOptions, stackOptions } from "../command.ts";

/** A parsed command line. */
export interface Command {
  readonly help: boolean;
  /** Options of `pulumi cancel`. */
  readonly cancel: readonly string[];
  /** Options of `pulumi refresh`. */
  readonly refresh: readonly string[];
}

export const USAGE = `usage: npm run --silent recover -- [--yes]

Makes the stack usable after a run of pulumi was killed: frees its lock, and removes creations whose end nobody saw from
its state. It reads every resource again, and changes nothing on the host, in Authentik and at the DNS provider.

  --yes                    do it without a confirmation; only if no other run is active
  --stack, --config-file   select the stack, as with pulumi

Exit code: 0 done, 1 failed, 2 wrong usage.`;

/** @throws UsageError */
export function parseArguments(words: readonly string[]): Command {
  const values = parseOptions(words, { yes: { type: "boolean", short: "y" } });
  const { help = false, yes = false, stack } = values;
  const agreed = yes ? ["--yes"] : [];
  const chosen = stack === undefined ? [] : ["--stack", stack];
  return { help, cancel: [...agreed, ...chosen], refresh: ["--yes", ...stackOptions(values)] };
}
