import { existsSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { step } from "../../../tools/progress.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { downloadPackages, updatePackageLists } from "../vm/debian.ts";
import { pathWithEmulator } from "../vm/emulator.ts";
import { imageRecipes } from "./apps/index.ts";
import { imageDocuments } from "./oci.ts";
import { layerHash, packLayer } from "./pack.ts";
import { parseReference, type ImageRecipe } from "./recipe.ts";

const caddyfile = join(import.meta.dirname, "registry.caddyfile");
const diskScript = join(import.meta.dirname, "registry-disk.sh");

/** What the registry's disk depends on. */
export function registryHash(): string {
  const images = imageRecipes.map(({ name, config, ...rest }) => [name, config, layerHash({ name, config, ...rest })]);
  return recipeHash(images, [caddyfile, diskScript]);
}

/** Writes one image where a registry client looks for it: by tag, and by digest. */
async function addImage(recipe: ImageRecipe, root: string): Promise<void> {
  const { repository, tag } = parseReference(recipe.name);
  const layer = await packLayer(recipe);
  const { config, manifest } = imageDocuments(recipe.config, layer);
  const [blobs, manifests] = ["blobs", "manifests"].map((kind) => join(root, "v2", repository, kind));
  for (const folder of [blobs, manifests]) mkdirSync(folder ?? "", { recursive: true });
  const layerFile = join(blobs ?? "", layer.digest);
  if (!existsSync(layerFile)) linkSync(layer.path, layerFile);
  writeFileSync(join(blobs ?? "", config.digest), config.text);
  for (const name of [tag, manifest.digest]) writeFileSync(join(manifests ?? "", name), manifest.text);
}

async function buildDisk(disk: string): Promise<void> {
  await step("Fetching Debian's package lists", updatePackageLists);
  // Layers are hard links into the cache, so the work folder has to be on the same file system.
  const work = mkdtempSync(join(cacheDir("images", "registry"), ".work-"));
  try {
    for (const recipe of imageRecipes) await step(`Packing ${recipe.name}`, () => addImage(recipe, join(work, "root")));
    const path = await pathWithEmulator();
    const caddy = (await downloadPackages(["caddy/trixie-backports"])).get("caddy") ?? "";
    await step("Writing the registry's disk", () =>
      runCommand("sh", [diskScript], {
        env: {
          PATH: path,
          ROOT: join(work, "root"),
          CADDY_DEB: caddy,
          CADDYFILE: caddyfile,
          DISK: join(work, "registry.qcow2"),
        },
        seconds: 600,
        purpose: "registry disk",
        fix: "free some disk space and run it again",
      }),
    );
    renameSync(join(work, "registry.qcow2"), disk);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The disk with every image, built when missing. @returns path of a qcow2 file, never written to */
export async function registryDisk(): Promise<string> {
  const disk = join(cacheDir("images", "registry"), `${registryHash()}.qcow2`);
  if (!existsSync(disk)) await buildDisk(disk);
  return disk;
}
