import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../tools/run-command.ts";
import { pools } from "../host/pools.ts";
import { emulatorBin } from "./emulator.ts";

const purpose = "the machine's disks";
const fix = "free some disk space";

/** Paths of the disks that the machine writes to; the first one keeps the snapshots' memory. */
export function diskPaths(dir: string): string[] {
  return ["root", ...Object.keys(pools)].map((name) => join(dir, `${name}.qcow2`));
}

/** Replaces the disks with empty ones over the given base; every snapshot goes with the old ones. */
export async function createDisks(dir: string, base: string): Promise<void> {
  for (const path of diskPaths(dir)) rmSync(path, { force: true });
  const qemuImg = join(await emulatorBin(), "qemu-img");
  const create = (...args: string[]): Promise<string> =>
    runCommand(qemuImg, ["create", "-q", "-f", "qcow2", ...args], { seconds: 60, purpose, fix });
  for (const [name, size] of Object.entries(pools)) await create(join(dir, `${name}.qcow2`), size);
  await create("-b", base, "-F", "qcow2", join(dir, "root.qcow2"));
}

/** Names of the snapshots in the disks, also while the machine runs. */
export async function snapshotNames(dir: string): Promise<string[]> {
  const disk = join(dir, "root.qcow2");
  if (!existsSync(disk)) return [];
  const qemuImg = join(await emulatorBin(), "qemu-img");
  const told = await runCommand(qemuImg, ["info", "-U", "--output=json", disk], { seconds: 30, purpose, fix });
  const { snapshots } = JSON.parse(told) as { snapshots?: readonly { name: string }[] };
  return (snapshots ?? []).map(({ name }) => name);
}
