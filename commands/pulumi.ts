import { spawnSync } from "node:child_process";
import type { Pulumi } from "./stack.ts";

const MOST_OUTPUT = 512 * 1024 * 1024;

/**
 * Runs `pulumi`. It may ask for the passphrase, so input and errors are the person's own.
 * @param output whether the person sees what it prints; kept: it is given back instead
 */
export function run(args: readonly string[], output: "kept" | "shown" = "kept"): { ok: boolean; printed: string } {
  const { status, stdout, error } = spawnSync("pulumi", args, {
    encoding: "utf8",
    maxBuffer: MOST_OUTPUT,
    stdio: ["inherit", output === "kept" ? "pipe" : "inherit", "inherit"],
  });
  if (error !== undefined) console.error(`pulumi: ${error.message}`);
  return { ok: status === 0, printed: output === "kept" ? stdout : "" };
}

/** What the stack's config is read with. */
export const pulumi: Pulumi = (args) => {
  const { ok, printed } = run(args);
  return ok ? printed : undefined;
};
