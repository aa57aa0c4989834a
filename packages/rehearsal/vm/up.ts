import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { say, step } from "../../../tools/progress.ts";
import { firstStart } from "../host/first-start.ts";
import { prepareKeys, writeKnownHosts } from "../host/keys.ts";
import { poolsCommand } from "../host/pools.ts";
import { freePorts } from "../host/ports.ts";
import { cleanSnapshot, lastSnapshot, restoreCompanions } from "../host/snapshots.ts";
import { waitForSsh } from "../host/ssh.ts";
import { hostName, loadHost, loadLatest, requireHost, saveRunning, type Host } from "../host/state.ts";
import { registryHash } from "../images/registry.ts";
import { setClock } from "./clock.ts";
import { createDisks, snapshotNames } from "./disks.ts";
import { emulatorHash } from "./emulator.ts";
import { accelerator } from "./kvm.ts";
import { monitor } from "./monitor.ts";
import { machineParts } from "./prepare.ts";
import { machineHash, qemuMark, qemuPid, startQemu, stopQemu, type Start } from "./qemu.ts";
import { relayCommands } from "./relay.ts";
import { rootfsHash } from "./rootfs.ts";
import { saveSnapshot } from "./snapshots.ts";

const bootLimit = 600;
const resumeLimit = 90;

/** A boot of a disk whose snapshot cannot be used, or a start from the given snapshot. */
type From = string | undefined;

const disk = (_: string, index: number): string => `/dev/vd${"bc"[index] ?? ""}`;

/** Turns a machine that has booted for the first time into the clean one, and keeps that. */
async function keepClean(host: Host): Promise<void> {
  await firstStart(host, poolsCommand(disk));
  await step("Saving the clean machine", () => saveSnapshot(host, cleanSnapshot));
}

async function launch(start: Omit<Start, "snapshot" | "authorizedKey">, from: From, image: string): Promise<Host> {
  const { dir, ports, accel } = start;
  const authorizedKey = readFileSync(join(dir, "id_ed25519.pub"), "utf8").trim();
  writeKnownHosts(dir, ports.ssh);
  const pid = await startQemu({ ...start, authorizedKey, ...(from === undefined ? {} : { snapshot: from }) });
  saveRunning(dir, { pid, mark: qemuMark(dir), ports, started: new Date().toISOString(), speed: accel, image });
  const host = requireHost();
  await waitForSsh(host, from === undefined ? bootLimit : resumeLimit);
  await setClock(host);
  return host;
}

/** Continues from a snapshot; when that fails the disks are as they were, and the machine boots. */
async function resumeOrBoot(start: Parameters<typeof launch>[0], from: From, image: string): Promise<Host> {
  if (from !== undefined) {
    try {
      return await step("Resuming the machine", () => launch(start, from, image));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(`the saved machine cannot be resumed (${why}): booting it`);
      await stopQemu(start.dir);
    }
  }
  return step(`Booting the machine (${start.accel})`, () => launch(start, undefined, image));
}

/** A machine that answers is used as it is; one that does not is ended. */
async function reuseRunning(dir: string): Promise<Host | undefined> {
  const host = loadHost();
  if (host !== undefined) {
    const answers = await waitForSsh(host, 30).then(
      () => true,
      () => false,
    );
    if (answers) return host;
  }
  if (qemuPid(dir) !== undefined) say("a machine of an earlier run does not answer: stopping it");
  await stopQemu(dir);
  return undefined;
}

/**
 * Makes the machine run: reuses it, continues it, boots it or builds it, whichever is least.
 * @param wanted start from this snapshot instead of where the machine was left
 * @returns the machine, answering over SSH with its clock right
 */
export async function up(dir: string, wanted?: string): Promise<Host> {
  const running = await reuseRunning(dir);
  if (running !== undefined) {
    if (!(await snapshotNames(dir)).includes(cleanSnapshot)) await keepClean(running);
    return running;
  }
  const { parts, registry } = await machineParts();
  const accel = await accelerator(parts.kernel);
  // Everything a saved machine depends on: another QEMU or accelerator cannot continue it.
  const image = recipeHash([rootfsHash(), registryHash(), emulatorHash(), machineHash(accel)], []);
  const latest = loadLatest(dir);
  const names = await snapshotNames(dir);
  const fresh = !names.includes(cleanSnapshot) || latest?.image !== image;
  if (fresh) {
    if (names.includes(cleanSnapshot)) say(`the image of "${hostName()}" has changed: starting with an empty machine`);
    await restoreCompanions(dir, "");
    rmSync(join(dir, "snapshots"), { recursive: true, force: true });
    await createDisks(dir, parts.disk);
  }
  await prepareKeys(dir);
  const ports = await freePorts(latest?.ports);
  const start = { dir, ports, accel, parts, registry, relays: relayCommands(dir) };
  const from = fresh ? undefined : (wanted ?? (names.includes(lastSnapshot) ? lastSnapshot : undefined));
  const host = await resumeOrBoot(start, from, image);
  if (fresh) await keepClean(host);
  // It is a snapshot of the past from here on; continuing it later would undo work.
  else if (names.includes(lastSnapshot)) await monitor(dir, `delvm ${lastSnapshot}`);
  return host;
}
