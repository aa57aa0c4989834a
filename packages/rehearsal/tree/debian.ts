import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { debianMirror, mirrorFix } from "../../../tools/debian-mirror.ts";
import { oneBuilder } from "../../../tools/one-builder.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { writeAtomically } from "../../../tools/write-atomically.ts";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

const settings = (dir: string): string =>
  Object.entries({
    "Dir::Etc": join(dir, "etc"),
    "Dir::State::lists": join(dir, "lists"),
    "Dir::State::status": "/dev/null",
    "Dir::Cache": dir,
    "Dir::Cache::archives": join(dir, "archives"),
    "APT::Architecture": "amd64",
    "APT::Architectures": "amd64",
    // apt's own user cannot enter a private cache folder.
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
    "Acquire::Retries": "3",
  })
    .map(([key, value]) => `${key} "${value}";\n`)
    .join("");

/** apt for Debian 13 whatever this machine runs: own sources, lists and cache, nothing installed. */
async function apt(program: string, args: readonly string[], purpose: string): Promise<string> {
  const dir = cacheDir("images", "apt");
  const options = {
    env: { APT_CONFIG: join(dir, "etc", "apt.conf"), LC_ALL: "C" },
    cwd: join(dir, "archives"),
    seconds: 900,
    purpose,
    fix: mirrorFix,
  };
  // apt refuses to run beside itself.
  return oneBuilder(dir, () => runCommand(program, args, options));
}

/** Fetches the package lists of Debian 13. Throws a Failure when the mirror refuses. */
export async function updatePackageLists(): Promise<void> {
  const dir = cacheDir("images", "apt");
  for (const part of ["etc/apt.conf.d", "etc/preferences.d", "etc/sources.list.d", "lists/partial", "archives/partial"])
    mkdirSync(join(dir, part), { recursive: true });
  const source = (suite: string, components: string): string =>
    `deb [signed-by=${keyring}] ${debianMirror()} ${suite} ${components}\n`;
  const sources = source("trixie", "main contrib") + source("trixie-backports", "main");
  writeAtomically(join(dir, "etc", "sources.list"), sources);
  writeAtomically(join(dir, "etc", "apt.conf"), settings(dir));
  await apt("apt-get", ["-q", "update"], "Debian package lists");
}

/** One stanza of `apt-cache show`. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** The file name apt gives its download: a colon in the version is written %3a. */
  readonly file: string;
}

/** Reads `apt-cache show` output. Pure. */
export function parsePackages(shown: string): DebianPackage[] {
  return shown
    .split(/\n\n+/)
    .map((stanza) => {
      const field = (key: string): string => new RegExp(`^${key}: (\\S+)$`, "m").exec(stanza)?.[1] ?? "";
      const [name, version] = [field("Package"), field("Version")];
      return { name, version, file: `${name}_${version.replaceAll(":", "%3a")}_${field("Architecture")}.deb` };
    })
    .filter(({ name }) => name !== "");
}

/**
 * The versions that would be installed from Debian 13.
 * @param names package names, each with an optional suite ("caddy/trixie-backports")
 */
export async function candidates(names: readonly string[]): Promise<DebianPackage[]> {
  const shown = await apt("apt-cache", ["--no-all-versions", "show", ...names], "Debian package versions");
  return parsePackages(shown);
}

/**
 * Downloads packages without their dependencies; what is there already is not fetched again.
 * @param names package names, each with an optional suite ("caddy/trixie-backports")
 * @returns name without suite -> path of its .deb
 */
export async function downloadPackages(names: readonly string[]): Promise<Map<string, string>> {
  const folder = join(cacheDir("images", "apt"), "archives");
  const wanted = await candidates(names);
  await apt("apt-get", ["-q", "download", ...names], "Debian packages");
  return new Map(wanted.map(({ name, file }) => [name, join(folder, file)]));
}
