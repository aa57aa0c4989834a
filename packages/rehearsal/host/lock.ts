import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../../tools/failure.ts";

const alive = (pid: number): boolean => {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return words.includes("rehears") || words.includes("jest");
  } catch {
    return false;
  }
};

function acquire(file: string): void {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return;
    } catch {
      const owner = Number(readFileSync(file, "utf8"));
      if (owner !== process.pid && alive(owner)) {
        throw new Failure(file, `process ${owner} is using this host`, "wait until it has ended, then run this again");
      }
      // Its owner was killed: the lock is only a file that was left behind.
      rmSync(file, { force: true });
    }
  }
  throw new Failure(file, "cannot be taken", "remove the file");
}

/** Runs work that changes the machine's state while no other process does. */
export async function withLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const file = join(dir, "lock");
  acquire(file);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
