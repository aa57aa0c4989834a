import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { say } from "../../../tools/progress.ts";

interface Lock {
  readonly pid: number;
  readonly hostname: string;
  readonly timestamp: string;
}

// A process number may have been given to something else since.
function isPulumi(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const command = `/proc/${pid}/comm`;
  return !existsSync(command) || readFileSync(command, "utf8").startsWith("pulumi");
}

/**
 * Removes locks that a killed `pulumi` left in the file backend, one line for each. A lock whose
 * process lives, or that another computer holds, stays.
 * @param backend folder of the backend
 */
export function clearDeadLocks(backend: string): void {
  const locks = join(backend, ".pulumi", "locks");
  if (!existsSync(locks)) return;
  const files = readdirSync(locks, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  for (const file of files) {
    const path = join(locks, file);
    const lock = JSON.parse(readFileSync(path, "utf8")) as Lock;
    if (lock.hostname !== hostname() || isPulumi(lock.pid)) continue;
    rmSync(path, { force: true });
    say(`Cleared the stack's lock of ${lock.timestamp}: its process ${lock.pid} is gone.`);
    say("  If that run was killed during a deploy, ./rehearse recover clears what it left behind.");
  }
}
