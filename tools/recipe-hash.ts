import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const files = (path: string): string[] =>
  lstatSync(path).isDirectory()
    ? readdirSync(path)
        // Python leaves it behind when a program of the recipe is tested.
        .filter((name) => name !== "__pycache__")
        .sort()
        .flatMap((name) => files(join(path, name)))
    : [path];

/**
 * Names what a build depends on, so that its result can be kept under that name.
 * @param values plain data of the recipe
 * @param paths files or folders whose names, content and execute bits count
 * @returns 16 hex digits
 */
export function recipeHash(values: unknown, paths: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(values));
  for (const root of paths)
    for (const path of files(root))
      hash.update(`\0${path.slice(root.length)}\0${lstatSync(path).mode & 0o100}\0`).update(readFileSync(path));
  return hash.digest("hex").slice(0, 16);
}
