import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { step } from "../../../tools/progress.ts";
import { oneBuilder } from "../../../tools/one-builder.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { asRoot } from "../namespaces/as-root.ts";
import { debianMirror, mirrorFix } from "../../../tools/debian-mirror.ts";
import { hostKey } from "./host-key.ts";

const recipe = join(import.meta.dirname, "recipe");
const ownRecipe = join(import.meta.dirname, "..", "namespaces", "recipe");
const zfsStandIn = join(import.meta.dirname, "..", "..", "zfs-stand-in");

/** The script that installs Debian, and what it reads. */
export const installScript = join(recipe, "install.sh");

/** What the tree of a virtual machine and of a host in namespaces have in common. */
export const commonRecipe: readonly string[] = [installScript, join(recipe, "customize.sh"), join(recipe, "files")];

/** What the tree depends on. */
export function treeHash(): string {
  return recipeHash({}, [...commonRecipe, ownRecipe, join(zfsStandIn, "zfs_stand_in"), join(zfsStandIn, "zfs")]);
}

/** Puts a finished tree in its place. Another run may have been quicker with the same one: then that one stays. */
export function keep(tree: string, folder: string): void {
  try {
    renameSync(tree, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

async function build(folder: string): Promise<void> {
  const work = mkdtempSync(join(cacheDir("images", "tree"), ".work-"));
  const tree = join(work, "tree");
  const environment = {
    TARGET: tree,
    MIRROR: debianMirror(),
    HOST_KEY: await hostKey(),
    PACKAGES: "btrfs-progs,e2fsprogs",
    CUSTOMIZE: join(ownRecipe, "customize.sh"),
    OWN_FILES: join(ownRecipe, "files"),
    ZFS_STAND_IN: zfsStandIn,
  };
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  // As root: the tree holds files of many owners.
  const [program = "", ...words] = asRoot([
    "env",
    ...settings,
    "sh",
    installScript,
    "--mode=root",
    "--format=directory",
  ]);
  try {
    await runCommand(program, words, { seconds: 1800, purpose: "the host's Debian", fix: mirrorFix });
    keep(tree, folder);
  } finally {
    const [remove = "", ...rest] = asRoot(["rm", "-rf", work]);
    await runCommand(remove, rest, { seconds: 60, purpose: "clearing up", fix: `rm -rf ${work}` });
    rmSync(work, { recursive: true, force: true });
  }
}

/** The Debian tree of hosts in namespaces, installed when missing (a minute and a half). @returns its folder */
export async function debianTree(): Promise<string> {
  const folder = join(cacheDir("images", "tree"), treeHash());
  if (!existsSync(folder)) {
    await oneBuilder(folder, async () => {
      if (!existsSync(folder)) await step("Installing Debian 13 for the host", () => build(folder));
    });
  }
  return folder;
}
