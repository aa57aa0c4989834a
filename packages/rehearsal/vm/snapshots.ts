import { mkdirSync } from "node:fs";
import { keepCompanions, requireSnapshot, restoreCompanions, snapshotFolder } from "../host/snapshots.ts";
import { closeConnection, inHost, waitForSsh } from "../host/ssh.ts";
import type { Host } from "../host/state.ts";
import { setClock } from "./clock.ts";
import { snapshotNames } from "./disks.ts";
import { monitor } from "./monitor.ts";

/** Saves memory, disks, stack state and what the APIs hold under a name, over an older one of that name. */
export async function saveSnapshot(host: Host, name: string): Promise<void> {
  await inHost(host, "sync");
  // An open connection would be restored as one that nobody holds.
  await closeConnection(host);
  await monitor(host.dir, `savevm ${name}`);
  mkdirSync(snapshotFolder(host.dir, name), { recursive: true });
  keepCompanions(host.dir, name);
}

/** Puts memory, disks, stack state and the APIs back to a snapshot; the clock goes to the real time. */
export async function loadSnapshot(host: Host, name: string): Promise<void> {
  requireSnapshot(await snapshotNames(host.dir), name);
  await closeConnection(host);
  await monitor(host.dir, `loadvm ${name}`);
  await restoreCompanions(host.dir, name);
  await waitForSsh(host, 60);
  await setClock(host);
}
