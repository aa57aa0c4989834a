import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stopApis } from "../../stand-ins/start.ts";
import { Failure } from "../../../tools/failure.ts";

/** The host as it was after its first start: Debian and two empty pools. */
export const cleanSnapshot = "clean";
/** A virtual machine as `down` left it. */
export const lastSnapshot = "last";

/** What lies beside the host's disks and belongs to them: the stack's state, and what the stand-in APIs hold. */
const companions = ["stack", "apis"] as const;

/** Where the stand-in APIs of a host keep everything. */
export const apisFolder = (dir: string): string => join(dir, "apis");

/** The folder of a snapshot in a host's state folder. */
export const snapshotFolder = (dir: string, name: string): string => join(dir, "snapshots", name);

/**
 * Puts the stack's state and the stand-in APIs back to what they were at a snapshot: with the host they only mean
 * something together. The APIs are ended for it; whoever needs them starts them again.
 * @param name "" for what a new host has: nothing
 */
export async function restoreCompanions(dir: string, name: string): Promise<void> {
  await stopApis(apisFolder(dir));
  for (const part of companions) {
    const [own, copy] = [join(dir, part), join(snapshotFolder(dir, name), part)];
    rmSync(own, { recursive: true, force: true });
    if (name !== "" && existsSync(copy)) cpSync(copy, own, { recursive: true, preserveTimestamps: true });
  }
}

/** Keeps the stack's state and what the stand-in APIs hold under a snapshot's name, over an older one. */
export function keepCompanions(dir: string, name: string): void {
  for (const part of companions) {
    const [own, copy] = [join(dir, part), join(snapshotFolder(dir, name), part)];
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
    "is not a valid name for a snapshot",
    "use up to 32 of a-z, 0-9 and -, a letter first",
  );
}

/** Throws a Failure that names the snapshots there are, unless this is one of them. */
export function requireSnapshot(names: readonly string[], name: string): void {
  if (names.includes(name)) return;
  const fix = `one of: ${names.join(", ")}; or ./rehearse snapshot ${name}`;
  throw new Failure(`snapshot "${name}"`, "does not exist", fix);
}
