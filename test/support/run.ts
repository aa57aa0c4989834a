import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a program with a limit of 60 seconds.
 * @throws Error when it cannot be started: a check that did not run is not a check that passed.
 */
export function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
  const result = spawnSync(program, args, { encoding: "utf8", timeout: 60_000, env: { ...process.env, ...env } });
  if (result.error) throw new Error(`${program} cannot run: ${result.error.message}`);
  return { code: result.status, out: result.stdout, err: result.stderr };
}

/** Calls with a new folder, gone afterwards. */
export function inTemporaryFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "homelab-test-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
