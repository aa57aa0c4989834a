import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@jest/globals";

const ROOT = fileURLToPath(new URL("../golden/", import.meta.url));

/**
 * Compares rendered files with `test/golden/<folder>/`, in both directions. `UPDATE_GOLDEN=1` writes them
 * instead, for review with `git diff`; CI must not agree with itself.
 */
export function expectGolden(folder: string, files: Readonly<Record<string, string>>, root = ROOT): void {
  const at = join(root, folder);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    if (process.env["CI"]) throw new Error("UPDATE_GOLDEN is for a person who reads the difference: unset it in CI");
    write(at, files);
  }
  expect(files).toEqual(read(at));
}

/** Folders that hold golden files. */
export const goldenFolders = (): string[] => readdirSync(ROOT).sort();

function write(folder: string, files: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function read(folder: string): Record<string, string> {
  if (!statSync(folder, { throwIfNoEntry: false })) return {};
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
