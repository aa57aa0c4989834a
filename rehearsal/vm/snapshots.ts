import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { cacheDir } from "../cache.ts";
import { snapshotNames } from "./disks.ts";
import { monitor } from "./monitor.ts";
import { closeConnection, inMachine, setClock, waitForSsh } from "./ssh.ts";
import type { Vm } from "./state.ts";

/** The machine as it was after its first start: Debian and two empty pools. */
export const cleanSnapshot = "clean";
/** The machine as `down` left it. */
export const lastSnapshot = "last";

const stackCopy = (dir: string, name: string): string => join(dir, "snapshots", name, "stack");

/** Puts the stack's state back to what it was at a snapshot: machine and state only mean something together. */
export function restoreStack(dir: string, name: string): void {
  const [stack, copy] = [join(dir, "stack"), stackCopy(dir, name)];
  rmSync(stack, { recursive: true, force: true });
  if (existsSync(copy)) cpSync(copy, stack, { recursive: true, preserveTimestamps: true });
}

function keepStack(dir: string, name: string): void {
  const [stack, copy] = [join(dir, "stack"), stackCopy(dir, name)];
  rmSync(copy, { recursive: true, force: true });
  if (!existsSync(stack)) return;
  cpSync(stack, `${copy}.new`, { recursive: true, preserveTimestamps: true });
  renameSync(`${copy}.new`, copy);
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

/** Saves memory, disks and stack state under a name, over an older one of that name. */
export async function saveSnapshot(vm: Vm, name: string): Promise<void> {
  await inMachine(vm, "sync");
  // An open connection would be restored as one that nobody holds.
  await closeConnection(vm);
  await monitor(vm.dir, `savevm ${name}`);
  cacheDir("vm", vm.name, "snapshots", name);
  keepStack(vm.dir, name);
}

/** Puts memory, disks and stack state back to a snapshot; the clock goes to the real time. */
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
  restoreStack(vm.dir, name);
  await waitForSsh(vm, 60);
  await setClock(vm);
}
