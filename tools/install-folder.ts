import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { oneBuilder } from "./one-builder.ts";

/**
 * Fills a folder that is either complete or missing: the build goes to a temporary name and is renamed. Of two
 * processes that want the same folder one builds it, and the other one waits and takes it.
 * @param build fills the folder it is given
 */
export async function installFolder(target: string, build: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  await oneBuilder(target, async () => {
    if (existsSync(target)) return;
    const temporary = `${target}.${process.pid}.new`;
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    try {
      await build(temporary);
      renameSync(temporary, target);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}
