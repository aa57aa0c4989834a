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
import { hostName, loadHost, loadLatest, saveRunning, type Host } from "../host/state.ts";
import { registryHash } from "../images/registry.ts";
import { treeHash } from "../tree/tree.ts";
import { hostParts, type Parts } from "./prepare.ts";
import {
  cutOffRestore,
  diskPaths,
  forgetRestore,
  keepSnapshot,
  restoreSnapshot,
  settleSnapshots,
  snapshotNames,
} from "./snapshots.ts";
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

/** Why the supervisor ended, in its own words; its last line says what to do. */
function notStarted(dir: string): Failure {
  const log = supervisorLog(dir);
  const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  const fix = lines.findLast((line) => line.startsWith("fix: "))?.slice(5) ?? `see ${log}, then ./rehearse up`;
  const said = lines.filter((line) => line !== "" && !line.startsWith("fix: ")).slice(-5);
  const problem = ["does not start", ...(said.length === 0 ? ["its supervisor ended without a word"] : said)];
  return new Failure("the host", problem.join("\n    "), fix);
}

async function startedPid(dir: string, ended: () => boolean): Promise<number> {
  for (let waited = 0; waited < 60_000 && !ended(); waited += 5) {
    const pid = supervisorPid(dir);
    if (pid !== undefined) return pid;
    await sleep(5);
  }
  throw notStarted(dir);
}

/** Starts the host from the disks in its state folder. @returns it, answering over SSH */
export async function boot(dir: string, parts: Parts): Promise<Host> {
  const ports = await freePorts(loadLatest(dir)?.ports);
  writeKnownHosts(dir, ports.ssh);
  const ended = startSupervisor({ name: hostName(), dir, ports, parts });
  const pid = await startedPid(dir, ended);
  const started = new Date().toISOString();
  saveRunning(dir, { pid, mark: dir, ports, started, speed: "native", image: imageHash() });
  const lives = (): boolean => supervisorPid(dir) !== undefined;
  const host = loadHost();
  if (host === undefined) throw notStarted(dir);
  await waitForSsh(host, bootLimit, lives).catch((error: unknown) => {
    throw lives() ? error : notStarted(dir);
  });
  return host;
}

/** Ends the host and the connection to it; what it had written is in its disks. */
export async function halt(dir: string): Promise<void> {
  const host = loadHost();
  if (host !== undefined) await closeConnection(host);
  await stopSupervisor(dir);
}

/** Ends the host, works on its disks, and starts it again. */
export async function whileHalted(dir: string, work: () => Promise<void>): Promise<Host> {
  await halt(dir);
  await work();
  return boot(dir, await hostParts());
}

async function reuseRunning(dir: string): Promise<Host | undefined> {
  const host = loadHost();
  if (host !== undefined && cutOffRestore(dir) === undefined) {
    const answers = await waitForSsh(host, 10).then(
      () => true,
      () => false,
    );
    if (answers) return host;
    say("a host of an earlier run does not answer: stopping it");
  }
  await halt(dir);
  return undefined;
}

async function keepClean(host: Host): Promise<Host> {
  await firstStart(host, makePools);
  return step("Saving the clean host", () => whileHalted(host.dir, () => keepSnapshot(host.dir, cleanSnapshot)));
}

async function empty(dir: string): Promise<void> {
  await restoreCompanions(dir, "");
  for (const path of [join(dir, "snapshots"), ...diskPaths(dir)]) rmSync(path, { recursive: true, force: true });
  forgetRestore(dir);
}

/** The snapshot to start from: the wanted one, or the one that a killed run was putting back. */
function snapshotToPutBack(dir: string, wanted: string | undefined, names: readonly string[]): string | undefined {
  const cutOff = cutOffRestore(dir);
  if (wanted !== undefined || cutOff === undefined) return wanted;
  const name = names.includes(cutOff) ? cutOff : cleanSnapshot;
  say(`restoring snapshot ${cutOff} was interrupted: restoring ${name} now`);
  return name;
}

/**
 * Makes the host run: uses the running one, starts the one that was left, or makes a new one.
 * @param wanted start from this snapshot instead of where the host was left
 */
export async function up(dir: string, wanted?: string): Promise<Host> {
  const running = await reuseRunning(dir);
  settleSnapshots(dir);
  const names = await snapshotNames(dir);
  const clean = names.includes(cleanSnapshot);
  if (running !== undefined) return clean ? running : keepClean(running);
  const parts = await hostParts();
  const fresh = !clean || loadLatest(dir)?.image !== imageHash();
  if (fresh) {
    if (clean) say(`the image of "${hostName()}" has changed: starting with an empty host`);
    await empty(dir);
  } else {
    const from = snapshotToPutBack(dir, wanted, names);
    if (from !== undefined) await restoreSnapshot(dir, from);
  }
  await prepareKeys(dir);
  const host = await step("Starting the host", () => boot(dir, parts));
  return fresh ? keepClean(host) : host;
}
