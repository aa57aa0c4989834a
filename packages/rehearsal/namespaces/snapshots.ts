import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { snapshotFolder } from "../host/snapshots.ts";

const disks = ["root.img", "pools.img"] as const;

/** The disks that a host writes to. */
export const diskPaths = (dir: string): readonly string[] => disks.map((name) => join(dir, name));

// Sparse files of many gigabytes that hold little.
function copy(from: string, to: string): void {
  execFileSync("cp", ["--sparse=always", "--reflink=auto", from, `${to}.new`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  renameSync(`${to}.new`, to);
}

/** Keeps the disks of a halted host under a snapshot's name. */
export function keepDisks(dir: string, name: string): void {
  const folder = snapshotFolder(dir, name);
  mkdirSync(folder, { recursive: true });
  for (const disk of disks) copy(join(dir, disk), join(folder, disk));
}

/** Puts the disks of a halted host back to a snapshot. */
export function restoreDisks(dir: string, name: string): void {
  for (const disk of disks) copy(join(snapshotFolder(dir, name), disk), join(dir, disk));
}

/** Names of the snapshots of a host; one whose saving was cut off is none. */
export function snapshotNames(dir: string): Promise<readonly string[]> {
  const folder = join(dir, "snapshots");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return Promise.resolve(names.filter((name) => disks.every((disk) => existsSync(join(folder, name, disk)))));
}
