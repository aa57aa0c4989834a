import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { registryHash } from "../images/registry.ts";
import { say, step } from "../../../tools/progress.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { createDisks, pools, snapshotNames } from "./disks.ts";
import { emulatorHash } from "./emulator.ts";
import { prepareKeys, writeKnownHosts } from "./keys.ts";
import { accelerator } from "./kvm.ts";
import { monitor } from "./monitor.ts";
import { freePorts } from "./ports.ts";
import { machineParts } from "./prepare.ts";
import { machineHash, qemuPid, startQemu, stopQemu, type Start } from "./qemu.ts";
import { rootfsHash } from "./rootfs.ts";
import { cleanSnapshot, lastSnapshot, restoreCompanions, saveSnapshot } from "./snapshots.ts";
import { inMachine, setClock, waitForSsh } from "./ssh.ts";
import { relayCommands } from "./stand-ins.ts";
import { loadLatest, loadVm, requireVm, saveRunning, vmDir, vmName, type Vm } from "./state.ts";

const bootLimit = 600;
const resumeLimit = 90;

/** A boot of a disk whose snapshot cannot be used, or a start from the given snapshot. */
type From = string | undefined;

const poolCommands = Object.keys(pools).map((name, index) => {
  const device = `/dev/vd${"bc"[index] ?? ""}`;
  const options =
    "-o ashift=12 -O compression=zstd -O atime=off -O xattr=sa -O acltype=posix -O canmount=off -O mountpoint=none";
  return `zpool list ${name} >/dev/null 2>&1 || zpool create ${options} ${name} ${device}`;
});

/** Turns a machine that has booted for the first time into the clean one, and keeps that. */
async function firstStart(vm: Vm): Promise<void> {
  await step("Making the pools safe and tank", () => inMachine(vm, poolCommands.join(" && "), 120));
  const serves =
    "for i in $(seq 60); do curl -sf -o /dev/null http://127.0.0.1:5000/v2/ && exit 0; sleep 1; done; exit 1";
  await step("Waiting for the image registry", () => inMachine(vm, serves, 90));
  // What boot starts late would otherwise start again after every reset.
  await inMachine(vm, "systemctl is-system-running --wait >/dev/null || true", 120);
  await step("Saving the clean machine", () => saveSnapshot(vm, cleanSnapshot));
}

async function launch(start: Omit<Start, "snapshot" | "authorizedKey">, from: From, image: string): Promise<Vm> {
  const { dir, ports, accel } = start;
  const authorizedKey = readFileSync(join(dir, "id_ed25519.pub"), "utf8").trim();
  writeKnownHosts(dir, ports.ssh);
  const pid = await startQemu({ ...start, authorizedKey, ...(from === undefined ? {} : { snapshot: from }) });
  saveRunning({ pid, ports, started: new Date().toISOString(), accel, image });
  const vm = requireVm();
  await waitForSsh(vm, from === undefined ? bootLimit : resumeLimit);
  await setClock(vm);
  return vm;
}

/** Continues from a snapshot; when that fails the disks are as they were, and the machine boots. */
async function resumeOrBoot(start: Parameters<typeof launch>[0], from: From, image: string): Promise<Vm> {
  if (from !== undefined) {
    try {
      return await step("Continuing the machine", () => launch(start, from, image));
    } catch (error) {
      say(
        `the saved machine cannot be continued (${error instanceof Error ? error.message : String(error)}): booting it`,
      );
      await stopQemu(start.dir);
    }
  }
  return step(`Booting the machine (${start.accel})`, () => launch(start, undefined, image));
}

/** A machine that answers is used as it is; one that does not is ended. */
async function reuseRunning(dir: string): Promise<Vm | undefined> {
  const vm = loadVm();
  if (vm !== undefined) {
    const answers = await waitForSsh(vm, 30).then(
      () => true,
      () => false,
    );
    if (answers) return vm;
  }
  if (qemuPid(dir) !== undefined) say("a machine of an earlier run does not answer: ending it");
  await stopQemu(dir);
  return undefined;
}

/**
 * Makes the machine run: reuses it, continues it, boots it or builds it, whichever is least.
 * @param wanted start from this snapshot instead of where the machine was left
 * @returns the machine, answering over SSH with its clock right
 */
export async function up(wanted?: string): Promise<Vm> {
  const dir = vmDir();
  const running = await reuseRunning(dir);
  if (running !== undefined) {
    if (!(await snapshotNames(dir)).includes(cleanSnapshot)) await firstStart(running);
    return running;
  }
  const { parts, registry } = await machineParts();
  const accel = await accelerator(parts.kernel);
  // Everything a saved machine depends on: another QEMU or accelerator cannot continue it.
  const image = recipeHash([rootfsHash(), registryHash(), emulatorHash(), machineHash(accel)], []);
  const latest = loadLatest();
  const names = await snapshotNames(dir);
  const fresh = !names.includes(cleanSnapshot) || latest?.image !== image;
  if (fresh) {
    if (names.includes(cleanSnapshot)) say(`the image of "${vmName()}" has changed: starting with an empty machine`);
    await restoreCompanions(dir, "");
    rmSync(join(dir, "snapshots"), { recursive: true, force: true });
    await createDisks(dir, parts.disk);
  }
  await prepareKeys(dir);
  const ports = await freePorts(latest?.ports);
  const start = { dir, ports, accel, parts, registry, relays: relayCommands(dir) };
  const from = fresh ? undefined : (wanted ?? (names.includes(lastSnapshot) ? lastSnapshot : undefined));
  const vm = await resumeOrBoot(start, from, image);
  if (fresh) await firstStart(vm);
  // It is a snapshot of the past from here on; continuing it later would undo work.
  else if (names.includes(lastSnapshot)) await monitor(dir, `delvm ${lastSnapshot}`);
  return vm;
}
