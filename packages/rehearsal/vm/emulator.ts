import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { installFolder } from "../../../tools/install-folder.ts";
import { step } from "../../../tools/progress.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { debianMirror, mirrorFix } from "../../../tools/debian-mirror.ts";

const recipe = join(import.meta.dirname, "recipe", "emulator.sh");

/** Names the emulator's recipe; a saved machine continues in the same one only. */
export function emulatorHash(): string {
  return recipeHash({}, [recipe]);
}

async function fetchEmulator(folder: string): Promise<void> {
  const env = { OUT: folder, MIRROR: debianMirror() };
  const options = { env, seconds: 900, purpose: "QEMU from Debian 13", fix: mirrorFix };
  await step("Fetching QEMU", () => runCommand("sh", [recipe], options));
}

/**
 * QEMU of Debian 13, kept in the cache, the same on every computer: what a computer has itself may
 * be too old. QEMU 7 emulates two processors that patch their own code wrongly, which ends Linux
 * in a panic every few minutes.
 * @returns the folder with `qemu-system-x86_64` and `qemu-img`
 */
export async function emulatorBin(): Promise<string> {
  const folder = join(cacheDir("images", "qemu"), emulatorHash());
  if (!existsSync(folder)) await installFolder(folder, fetchEmulator);
  return join(folder, "bin");
}

/** PATH for recipes that use `qemu-img`. */
export async function pathWithEmulator(): Promise<string> {
  return `${await emulatorBin()}:${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;
}
