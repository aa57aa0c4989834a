import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stopApis } from "../../stand-ins/start.ts";
import { Failure } from "../../../tools/failure.ts";
import { cacheDir } from "../../../tools/cache.ts";
import { snapshotNames } from "./disks.ts";
import { monitor } from "./monitor.ts";
import { closeConnection, inMachine, setClock, waitForSsh } from "./ssh.ts";
import type { Vm } from "./state.ts";

/** The machine as it was after its first start: Debian and two empty pools. */
export const cleanSnapshot = "clean";
/** The machine as `down` left it. */
export const lastSnapshot = "last";

/** What lies beside the machine's disks and belongs to them: the stack's state, and what the stand-in APIs hold. */
const companions = ["stack", "apis"] as const;

/** Where the stand-in APIs of a rehearsal machine keep everything. */
export const apisFolder = (dir: string): string => join(dir, "apis");

const copyOf = (dir: string, name: string, part: string): string => join(dir, "snapshots", name, part);

/**
 * Puts the stack's state and the stand-in APIs back to what they were at a snapshot: with the machine they only mean
 * something together. The APIs are ended for it; whoever needs them starts them again.
 * @param name "" for what a new machine has: nothing
 */
export async function restoreCompanions(dir: string, name: string): Promise<void> {
  await stopApis(apisFolder(dir));
  for (const part of companions) {
    const [own, copy] = [join(dir, part), copyOf(dir, name, part)];
    rmSync(own, { recursive: true, force: true });
    if (name !== "" && existsSync(copy)) cpSync(copy, own, { recursive: true, preserveTimestamps: true });
  }
}

/** Keeps the stack's state and what the stand-in APIs hold under a snapshot's name, over an older one. */
export function keepCompanions(dir: string, name: string): void {
  for (const part of companions) {
    const [own, copy] = [join(dir, part), copyOf(dir, name, part)];
    rmSync(copy, { recursive: true, force: true });
    if (!existsSync(own)) continue;
    cpSync(own, `${copy}.new`, { recursive: true, preserveTimestamps: true });
    renameSync(`${copy}.new`, copy);
  }
}

/** Throws a Failure for a name that QEMU's monitor or the rehearsal itself could misread. */
export function checkSnapshotName(name: string): void {
  if (/^[a-z][a-z0-9-]{0,31}$/.test(name) && name !== lastSnapshot) return;
  throw new Failure(
    `snapshot "${name}"`,
    "is no name for a snapshot",
    "use up to 32 of a-z, 0-9 and -, a letter first",
  );
}

/** Saves memory, disks, stack state and what the APIs hold under a name, over an older one of that name. */
export async function saveSnapshot(vm: Vm, name: string): Promise<void> {
  await inMachine(vm, "sync");
  // An open connection would be restored as one that nobody holds.
  await closeConnection(vm);
  await monitor(vm.dir, `savevm ${name}`);
  cacheDir("vm", vm.name, "snapshots", name);
  keepCompanions(vm.dir, name);
}

/** Puts memory, disks, stack state and the APIs back to a snapshot; the clock goes to the real time. */
export async function loadSnapshot(vm: Vm, name: string): Promise<void> {
  const names = await snapshotNames(vm.dir);
  if (!names.includes(name))
    throw new Failure(
      `snapshot "${name}"`,
      "does not exist",
      `one of: ${names.join(", ")}; or ./rehearse snapshot ${name}`,
    );
  await closeConnection(vm);
  await monitor(vm.dir, `loadvm ${name}`);
  await restoreCompanions(vm.dir, name);
  await waitForSsh(vm, 60);
  await setClock(vm);
}
