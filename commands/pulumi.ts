import { spawnSync } from "node:child_process";
import type { Pulumi } from "./stack.ts";

const MOST_OUTPUT = 512 * 1024 * 1024;

/**
 * Runs `pulumi`. It may ask for the passphrase, so stdin and stderr are inherited.
 * @param output "shown": stdout is inherited too; "kept": it is returned instead
 * @param env added to the environment
 */
export function run(
  args: readonly string[],
  output: "kept" | "shown" = "kept",
  env: Readonly<Record<string, string>> = {},
): { ok: boolean; printed: string } {
  const { status, stdout, error } = spawnSync("pulumi", args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: MOST_OUTPUT,
    stdio: ["inherit", output === "kept" ? "pipe" : "inherit", "inherit"],
  });
  if (error !== undefined) console.error(`pulumi: ${error.message}`);
  return { ok: status === 0, printed: output === "kept" ? stdout : "" };
}

/** Runs `pulumi` to read the stack's config. */
export const pulumi: Pulumi = (args) => {
  const { ok, printed } = run(args);
  return ok ? printed : undefined;
};
