import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Environment variables that set the folder of the cache. */
export type CacheEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Absolute path of the cache folder, outside the program's tree: $HOMELAB_CACHE, else
 * $XDG_CACHE_HOME/homelab, else ~/.cache/homelab. Pure: nothing is created.
 */
export function cacheRoot(env: CacheEnvironment = process.env, home: string = homedir()): string {
  const own = env["HOMELAB_CACHE"];
  if (own !== undefined && own !== "") return own;
  const xdg = env["XDG_CACHE_HOME"];
  return join(xdg !== undefined && xdg !== "" ? xdg : join(home, ".cache"), "homelab");
}

/**
 * A folder below the cache root, created when missing.
 * @param parts path segments below the root, for example ("images", "rootfs")
 * @returns its absolute path
 */
export function cacheDir(...parts: readonly string[]): string {
  const path = join(cacheRoot(), ...parts);
  mkdirSync(path, { recursive: true });
  return path;
}
