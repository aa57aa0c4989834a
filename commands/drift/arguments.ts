import { parseOptions, stackOptions } from "../command.ts";

/** A parsed command line. */
export interface Command {
  readonly help: boolean;
  /** Print the report as JSON. */
  readonly json: boolean;
  /** Options of `pulumi` that select the stack. */
  readonly stack: readonly string[];
}

export const USAGE = `usage: npm run --silent drift -- [--json]

Compares the host with what was applied to it (homelab drift, over SSH), and DNS records and Authentik's objects with the
stack's state (pulumi refresh --preview-only). It changes nothing. docs/drift.md describes the report.

  --json                   print the report as JSON
  --stack, --config-file   select the stack, as with pulumi

Exit code: 0 no drift, 1 drift, 2 something could not be looked at, or wrong usage.`;

/** @throws UsageError */
export function parseArguments(words: readonly string[]): Command {
  const values = parseOptions(words, { json: { type: "boolean" } });
  return { help: values.help ?? false, json: values.json ?? false, stack: stackOptions(values) };
}
