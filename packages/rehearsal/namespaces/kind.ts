import { existsSync, readFileSync } from "node:fs";
import type { HostKind } from "../host/kind.ts";
import { apisFolder, requireSnapshot } from "../host/snapshots.ts";
import { startStandIns } from "../host/stand-ins.ts";
import { stopApis } from "../../stand-ins/start.ts";
import { obstacle } from "./obstacle.ts";
import { hostParts } from "./prepare.ts";
import { keepSnapshot, restoreSnapshot, snapshotNames } from "./snapshots.ts";
import { supervisorPid } from "./supervisor.ts";
import { boot, halt, up, whileHalted } from "./up.ts";

/** Controllers of cgroup v2 that this computer's kernel keeps to version 1 or does not have. */
function missingControllers(): readonly string[] {
  const mount = /\s(\S+) cgroup2 /.exec(readFileSync("/proc/mounts", "utf8"))?.[1] ?? "";
  const file = `${mount}/cgroup.controllers`;
  const there = existsSync(file) ? readFileSync(file, "utf8").trim().split(" ") : [];
  return ["cpu", "memory", "pids"].filter((name) => !there.includes(name));
}

function standIns(): readonly string[] {
  const missing = missingControllers();
  const limits = `limits of ${missing.join(", ")} do not hold: this kernel's cgroup v2 has no such controllers`;
  return [
    "the kernel is this computer's own",
    "zfs and zpool are stand-ins over btrfs",
    "a reboot and a power cut end all processes but lose no written data",
    ...(missing.length === 0 ? [] : [limits]),
  ];
}

/** systemd as process 1 of a Debian tree in namespaces of this computer's kernel: native speed, a boot in seconds. */
export const namespacesKind: HostKind = {
  name: "namespaces",
  standIns,
  obstacle,
  up,
  down: async (dir) => {
    const ran = supervisorPid(dir) !== undefined;
    // Also when none ran: one that was killed leaves a cgroup behind.
    await halt(dir);
    return ran;
  },
  snapshotNames,
  save: async (host, name) => {
    await whileHalted(host.dir, () => keepSnapshot(host.dir, name));
  },
  load: async (host, name) => {
    requireSnapshot(await snapshotNames(host.dir), name);
    await Promise.all([halt(host.dir), stopApis(apisFolder(host.dir))]);
    await restoreSnapshot(host.dir, name);
    await Promise.all([boot(host.dir, await hostParts()), startStandIns(host.dir)]);
  },
};
