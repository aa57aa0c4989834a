import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { step } from "../../../tools/progress.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { debianMirror, mirrorFix } from "../../../tools/debian-mirror.ts";

const recipe = join(import.meta.dirname, "recipe", "emulator.sh");

/** Names the emulator's recipe; a saved machine continues in the same one only. */
export function emulatorHash(): string {
  return recipeHash({}, [recipe]);
}

/**
 * QEMU of Debian 13, kept in the cache, the same on every computer: what a computer has itself may
 * be too old. QEMU 7 emulates two processors that patch their own code wrongly, which ends Linux
 * in a panic every few minutes.
 * @returns the folder with `qemu-system-x86_64` and `qemu-img`
 */
export async function emulatorBin(): Promise<string> {
  const folder = join(cacheDir("images", "qemu"), emulatorHash());
  if (!existsSync(folder)) {
    const work = mkdtempSync(join(cacheDir("images", "qemu"), ".work-"));
    const tree = join(work, "tree");
    mkdirSync(tree);
    try {
      await step("Fetching QEMU", () =>
        runCommand("sh", [recipe], {
          env: { OUT: tree, MIRROR: debianMirror() },
          seconds: 900,
          purpose: "QEMU from Debian 13",
          fix: mirrorFix,
        }),
      );
      renameSync(tree, folder);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return join(folder, "bin");
}

/** PATH for recipes that use `qemu-img`. */
export async function pathWithEmulator(): Promise<string> {
  return `${await emulatorBin()}:${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;
}
