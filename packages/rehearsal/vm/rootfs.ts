import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { step } from "../../../tools/progress.ts";
import { oneBuilder } from "../../../tools/one-builder.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { hostKey } from "../tree/host-key.ts";
import { commonRecipe, installScript } from "../tree/tree.ts";
import { pathWithEmulator } from "./emulator.ts";
import { debianMirror, mirrorFix } from "../../../tools/debian-mirror.ts";
import { candidates, updatePackageLists } from "../tree/debian.ts";

const recipe = join(import.meta.dirname, "recipe");

/** The parts a machine is started from; none of them is ever written to. */
export interface Rootfs {
  /** qcow2 disk with the root file system. */
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** What the root file system depends on. */
export function rootfsHash(): string {
  return recipeHash({}, [...commonRecipe, recipe]);
}

/** OpenZFS for the kernel that will be installed, compiled once for each pair of versions. */
async function zfsModules(): Promise<string> {
  const versions = await candidates(["linux-image-cloud-amd64", "zfs-dkms"]);
  const key = versions.map(({ version }) => version.replaceAll(/[^A-Za-z0-9.+]/g, "-")).join("_");
  const tar = join(cacheDir("images", "zfs"), `${key}.tar`);
  if (existsSync(tar)) return tar;
  await step("Compiling OpenZFS for the machine's kernel (about 6 minutes, once)", async () => {
    await runCommand("sh", [join(recipe, "zfs-modules.sh")], {
      env: { OUT: `${tar}.new`, MIRROR: debianMirror() },
      seconds: 3600,
      purpose: "OpenZFS modules",
      fix: mirrorFix,
    });
    renameSync(`${tar}.new`, tar);
  });
  return tar;
}

async function build(folder: string): Promise<void> {
  await step("Fetching Debian's package lists", updatePackageLists);
  const modules = await zfsModules();
  const work = mkdtempSync(join(cacheDir("images", "rootfs"), ".work-"));
  try {
    const key = await hostKey();
    const path = await pathWithEmulator();
    await step("Installing Debian 13 into the machine's disk", () =>
      runCommand("sh", [join(recipe, "rootfs.sh")], {
        env: { PATH: path, OUT: work, MIRROR: debianMirror(), ZFS_TAR: modules, HOST_KEY: key, INSTALL: installScript },
        seconds: 1800,
        purpose: "root file system",
        fix: mirrorFix,
      }),
    );
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The root file system with its kernel, built when missing (7 minutes; a minute with OpenZFS in the cache). */
export async function rootfs(): Promise<Rootfs> {
  const folder = join(cacheDir("images", "rootfs"), rootfsHash());
  if (!existsSync(folder)) {
    await oneBuilder(folder, async () => {
      if (!existsSync(folder)) await build(folder);
    });
  }
  return { disk: join(folder, "base.qcow2"), kernel: join(folder, "vmlinuz"), initrd: join(folder, "initrd") };
}
