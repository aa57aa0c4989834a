import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { step } from "../../../tools/progress.ts";
import { oneBuilder } from "../../../tools/one-builder.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { registryFolder, registryHash } from "../images/registry.ts";
import { pathWithEmulator } from "./emulator.ts";

const script = join(import.meta.dirname, "recipe", "registry-disk.sh");

/** The disk with every image, built when missing. @returns path of a qcow2 file, never written to */
export async function registryDisk(): Promise<string> {
  const disk = join(cacheDir("images", "registry"), `${registryHash()}.qcow2`);
  if (existsSync(disk)) return disk;
  const env = { PATH: await pathWithEmulator(), ROOT: await registryFolder(), DISK: `${disk}.new` };
  const options = { env, seconds: 600, purpose: "registry disk", fix: "free some disk space and run it again" };
  await oneBuilder(disk, async () => {
    if (existsSync(disk)) return;
    await step("Writing the registry's disk", () => runCommand("sh", [script], options));
    renameSync(`${disk}.new`, disk);
  });
  return disk;
}
