import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../../tools/failure.ts";
import { say, step } from "../../../tools/progress.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { firstStart } from "../host/first-start.ts";
import { prepareKeys, writeKnownHosts } from "../host/keys.ts";
import { pools, poolsCommand } from "../host/pools.ts";
import { freePorts } from "../host/ports.ts";
import { cleanSnapshot, restoreCompanions } from "../host/snapshots.ts";
import { closeConnection, waitForSsh } from "../host/ssh.ts";
import { hostName, loadHost, loadLatest, requireHost, saveRunning, type Host } from "../host/state.ts";
import { registryHash } from "../images/registry.ts";
import { treeHash } from "../tree/tree.ts";
import { hostParts, type Parts } from "./prepare.ts";
import { diskPaths, keepDisks, restoreDisks, snapshotNames } from "./snapshots.ts";
import { startSupervisor, stopSupervisor, supervisorLog, supervisorPid } from "./supervisor.ts";

const bootLimit = 60;

// A pool is made of a sparse file, and the stand-in takes its size from it.
const vdev = (name: string): string => `/var/lib/zfs-stand-in/vdev/${name}.img`;
const makePools = [
  ...Object.entries(pools).map(([name, size]) => `truncate -s ${size} ${vdev(name)}`),
  poolsCommand(vdev),
].join(" && ");

/** What hosts are made of: one of another kind cannot go on with their disks. */
const imageHash = (): string => recipeHash([treeHash(), registryHash()], []);

async function startedPid(dir: string): Promise<number> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    const pid = supervisorPid(dir);
    if (pid !== undefined) return pid;
    await sleep(20);
  }
  const said = existsSync(supervisorLog(dir)) ? readFileSync(supervisorLog(dir), "utf8").trim() : "";
  throw new Failure(
    "the host",
    `does not start\n    ${said.split("\n").slice(-5).join("\n    ")}`,
    "./rehearse up, once more",
  );
}

/** Starts the host from the disks in its state folder. @returns it, answering over SSH */
export async function boot(dir: string, parts: Parts): Promise<Host> {
  const ports = await freePorts(loadLatest(dir)?.ports);
  writeKnownHosts(dir, ports.ssh);
  startSupervisor({ name: hostName(), dir, ports, parts });
  const pid = await startedPid(dir);
  const started = new Date().toISOString();
  saveRunning(dir, { pid, mark: dir, ports, started, speed: "native", image: imageHash() });
  const host = requireHost();
  await waitForSsh(host, bootLimit, () => supervisorPid(dir) !== undefined);
  return host;
}

/** Ends the host and the connection to it; what it had written is in its disks. */
export async function halt(dir: string): Promise<void> {
  const host = loadHost();
  if (host !== undefined) await closeConnection(host);
  await stopSupervisor(dir);
}

/** Ends the host, changes its disks, and starts it again. */
export async function whileHalted(dir: string, work: () => void): Promise<Host> {
  await halt(dir);
  work();
  return boot(dir, await hostParts());
}

async function reuseRunning(dir: string): Promise<Host | undefined> {
  const host = loadHost();
  if (host !== undefined) {
    const answers = await waitForSsh(host, 10).then(
      () => true,
      () => false,
    );
    if (answers) return host;
    say("a host of an earlier run does not answer: ending it");
  }
  await halt(dir);
  return undefined;
}

async function keepClean(host: Host): Promise<Host> {
  await firstStart(host, makePools);
  return step("Saving the clean host", () =>
    whileHalted(host.dir, () => {
      keepDisks(host.dir, cleanSnapshot);
    }),
  );
}

/**
 * Makes the host run: uses the running one, starts the one that was left, or makes a new one.
 * @param wanted start from this snapshot instead of where the host was left
 */
export async function up(dir: string, wanted?: string): Promise<Host> {
  const running = await reuseRunning(dir);
  if (running !== undefined) return (await snapshotNames(dir)).includes(cleanSnapshot) ? running : keepClean(running);
  const parts = await hostParts();
  const clean = (await snapshotNames(dir)).includes(cleanSnapshot);
  const fresh = !clean || loadLatest(dir)?.image !== imageHash();
  if (fresh) {
    if (clean) say(`the image of "${hostName()}" has changed: starting with an empty host`);
    await restoreCompanions(dir, "");
    for (const path of [join(dir, "snapshots"), ...diskPaths(dir)]) rmSync(path, { recursive: true, force: true });
  } else if (wanted !== undefined) restoreDisks(dir, wanted);
  await prepareKeys(dir);
  const host = await step("Starting the host", () => boot(dir, parts));
  return fresh ? keepClean(host) : host;
}
