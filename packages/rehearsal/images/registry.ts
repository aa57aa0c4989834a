import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { step } from "../../../tools/progress.ts";
import { oneBuilder } from "../../../tools/one-builder.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { downloadPackages, updatePackageLists } from "../tree/debian.ts";
import { imageRecipes } from "./apps/index.ts";
import { imageDocuments } from "./oci.ts";
import { layerHash, packLayer } from "./pack.ts";
import { parseReference, type ImageRecipe } from "./recipe.ts";

const caddyfile = join(import.meta.dirname, "registry.caddyfile");
const serverScript = join(import.meta.dirname, "registry-server.sh");

/** What the registry depends on. */
export function registryHash(): string {
  const images = imageRecipes.map(({ name, config, ...rest }) => [name, config, layerHash({ name, config, ...rest })]);
  return recipeHash(images, [caddyfile, serverScript]);
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

/** Puts the server into the folder: Caddy, which needs nothing but its own file. */
async function addServer(root: string): Promise<void> {
  const caddy = (await downloadPackages(["caddy/trixie-backports"])).get("caddy") ?? "";
  const env = { ROOT: root, CADDY_DEB: caddy, CADDYFILE: caddyfile };
  const options = { env, seconds: 120, purpose: "the registry's server", fix: "free some disk space" };
  await runCommand("sh", [serverScript], options);
}

async function build(folder: string): Promise<void> {
  await step("Fetching Debian's package lists", updatePackageLists);
  // One download for all of them: each start of apt costs a second.
  const packages = [...new Set(imageRecipes.flatMap((recipe) => recipe.packages))];
  await step("Downloading the images' packages", () => downloadPackages(packages));
  // Layers are hard links into the cache, so the work folder has to be on the same file system.
  const work = mkdtempSync(join(cacheDir("images", "registry"), ".work-"));
  try {
    const waiting = [...imageRecipes];
    const packer = async (): Promise<void> => {
      for (let recipe = waiting.shift(); recipe !== undefined; recipe = waiting.shift()) await addImage(recipe, work);
    };
    await step(`Packing ${imageRecipes.length} images`, () => Promise.all([packer(), packer()]));
    await addServer(work);
    chmodSync(work, 0o755);
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The folder with every image and their server, built when missing. @returns its path; never written to */
export async function registryFolder(): Promise<string> {
  const folder = join(cacheDir("images", "registry"), registryHash());
  if (!existsSync(folder)) {
    await oneBuilder(folder, async () => {
      if (!existsSync(folder)) await build(folder);
    });
  }
  return folder;
}
