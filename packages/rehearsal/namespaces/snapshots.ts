import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { say } from "../../../tools/progress.ts";
import { writeAtomically } from "../../../tools/write-atomically.ts";
import { keepCompanions, restoreCompanions, snapshotFolder } from "../host/snapshots.ts";

const disks = ["root.img", "pools.img"] as const;

/** The disks that a host writes to. */
export const diskPaths = (dir: string): readonly string[] => disks.map((name) => join(dir, name));

const run = promisify(execFile);

// No snapshot has such a name: what is being saved, and the one that it takes the place of.
const [fresh, former] = [".new-", ".old-"];
const marker = (dir: string): string => join(dir, "restoring");

// Sparse files of many gigabytes that hold little. A killed run leaves no copying behind: it ends with its parent.
async function copyDisks(from: string, to: string): Promise<void> {
  await Promise.all(
    disks.map(async (disk) => {
      const [source, target] = [join(from, disk), join(to, disk)];
      rmSync(`${target}.new`, { force: true });
      await run("setpriv", [
        ...["--pdeathsig", "KILL", "cp", "--sparse=always", "--reflink=auto"],
        ...[source, `${target}.new`],
      ]);
    }),
  );
  for (const disk of disks) replaceDisk(join(to, disk));
}

/** Puts a disk's copy in its place. To free the blocks of the former one takes a while, and nothing waits for it. */
function replaceDisk(path: string): void {
  const replaced = `${path}.old`;
  rmSync(replaced, { force: true });
  if (existsSync(path)) renameSync(path, replaced);
  renameSync(`${path}.new`, path);
  rm(replaced, { force: true }).catch((error: unknown) => {
    say(`${replaced} could not be removed: ${String(error)}`);
  });
}

/** Keeps a halted host and what belongs to it under a snapshot's name: all of it, or the one of before stays. */
export async function keepSnapshot(dir: string, name: string): Promise<void> {
  const [made, kept, replaced] = [fresh, "", former].map((prefix) => snapshotFolder(dir, `${prefix}${name}`)) as [
    string,
    string,
    string,
  ];
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  await copyDisks(dir, made);
  keepCompanions(dir, `${fresh}${name}`);
  if (existsSync(kept)) renameSync(kept, replaced);
  renameSync(made, kept);
  rmSync(replaced, { recursive: true, force: true });
}

/** Puts a halted host and what belongs to it back to a snapshot. Cut off, it is done again by the next start. */
export async function restoreSnapshot(dir: string, name: string): Promise<void> {
  writeAtomically(marker(dir), `${name}\n`);
  await Promise.all([copyDisks(snapshotFolder(dir, name), dir), restoreCompanions(dir, name)]);
  rmSync(marker(dir));
}

/** The snapshot to which a killed run was putting the host back: until that is done again, it is in no state at all. */
export function cutOffRestore(dir: string): string | undefined {
  return existsSync(marker(dir)) ? readFileSync(marker(dir), "utf8").trim() : undefined;
}

/** Nothing is put back any more: the host starts with nothing. */
export function forgetRestore(dir: string): void {
  rmSync(marker(dir), { force: true });
}

/** Clears up after a run that was killed while it saved a snapshot, and says which one there is now. */
export function settleSnapshots(dir: string): void {
  const folder = join(dir, "snapshots");
  for (const entry of existsSync(folder) ? readdirSync(folder) : []) {
    const name = entry.slice(fresh.length);
    const kept = snapshotFolder(dir, name);
    if (entry.startsWith(former) && !existsSync(kept)) renameSync(join(folder, entry), kept);
    else if (entry.startsWith(former)) rmSync(join(folder, entry), { recursive: true });
  }
  for (const entry of existsSync(folder) ? readdirSync(folder) : []) {
    if (!entry.startsWith(fresh)) continue;
    const name = entry.slice(fresh.length);
    rmSync(join(folder, entry), { recursive: true });
    const left = existsSync(snapshotFolder(dir, name)) ? "the one of before stays" : "there is none of that name";
    say(`saving snapshot ${name} was interrupted: ${left}`);
  }
}

/** Names of the snapshots of a host; one whose saving was cut off is none. */
export function snapshotNames(dir: string): Promise<readonly string[]> {
  const folder = join(dir, "snapshots");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const whole = (name: string): boolean => disks.every((disk) => existsSync(join(folder, name, disk)));
  return Promise.resolve(names.filter((name) => !name.startsWith(".") && whole(name)));
}
