import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";

/**
 * Fills a folder that is either complete or missing: the build goes to a temporary name and is
 * renamed. When another process was faster its result is taken.
 * @param build fills the folder it is given
 */
export async function installFolder(target: string, build: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  const temporary = `${target}.${process.pid}.new`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    await build(temporary);
    if (!existsSync(target)) renameSync(temporary, target);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
