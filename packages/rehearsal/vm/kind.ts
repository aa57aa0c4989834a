import { arch, platform } from "node:os";
import type { HostKind } from "../host/kind.ts";
import { snapshotNames } from "./disks.ts";
import { down } from "./down.ts";
import { loadSnapshot, saveSnapshot } from "./snapshots.ts";
import { up } from "./up.ts";

/** A virtual machine under QEMU: its own kernel, OpenZFS, limits that hold, a boot and power cuts. */
export const vmKind: HostKind = {
  name: "vm",
  standIns: () => [],
  obstacle: () =>
    Promise.resolve(
      platform() === "linux" && arch() === "x64" ? undefined : `the virtual machine needs Linux on an x86-64 processor`,
    ),
  up,
  down,
  snapshotNames,
  save: saveSnapshot,
  load: loadSnapshot,
};
