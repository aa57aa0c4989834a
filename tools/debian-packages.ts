import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.ts";
import { debianMirror, mirrorFix } from "./debian-mirror.ts";
import { runCommand } from "./run-command.ts";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const aptLimit = 600;

/** A Debian package unpacked, not installed. */
export interface UnpackedPackage {
  /** Folder with the package's files. */
  readonly tree: string;
  readonly version: string;
}

// apt with a configuration and state of its own: this computer's sources and packages play no part.
function writeConfiguration(folder: string): string {
  for (const name of ["state/lists/partial", "cache/archives/partial", "etc"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  const suites = ["trixie", "trixie-backports"];
  const source = (suite: string): string => `deb [signed-by=${keyring}] ${debianMirror()} ${suite} main\n`;
  writeFileSync(join(folder, "etc", "sources.list"), suites.map(source).join(""));
  writeFileSync(join(folder, "state", "status"), "");
  const settings = {
    "Dir::Etc": join(folder, "etc"),
    "Dir::Etc::sourcelist": "sources.list",
    "Dir::Etc::sourceparts": "none",
    "Dir::Etc::preferencesparts": "none",
    "Dir::State": join(folder, "state"),
    "Dir::State::status": join(folder, "state", "status"),
    "Dir::Cache": join(folder, "cache"),
    // The cache folder may be closed to the _apt user.
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
  const file = join(folder, "apt.conf");
  writeFileSync(file, lines.join(""));
  return file;
}

function apt(configuration: string, args: readonly string[], cwd: string): Promise<string> {
  return runCommand("apt-get", args, {
    seconds: aptLimit,
    cwd,
    env: { APT_CONFIG: configuration },
    purpose: `apt-get ${args.join(" ")}`,
    fix: mirrorFix,
  });
}

/**
 * Downloads one package of Debian trixie, signature checked, and unpacks it.
 * @param suite "trixie" or "trixie-backports"
 * @param work scratch folder; package lists are kept in it between calls
 */
export async function downloadDebianPackage(name: string, suite: string, work: string): Promise<UnpackedPackage> {
  if (!existsSync(keyring)) {
    throw new Failure(keyring, "missing: Debian packages cannot be checked", "apt-get install debian-archive-keyring");
  }
  const aptFolder = join(work, "apt");
  const fresh = !existsSync(aptFolder);
  const configuration = writeConfiguration(aptFolder);
  if (fresh) await apt(configuration, ["update", "-q"], work);
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  await apt(configuration, ["download", "-q", `${name}/${suite}`], folder);
  const file = readdirSync(folder).find((entry) => entry.endsWith(".deb")) ?? "";
  const tree = join(folder, "tree");
  const options = { seconds: 120, purpose: `unpacking ${file}`, fix: "free some disk space" };
  await runCommand("dpkg-deb", ["-x", join(folder, file), tree], options);
  return { tree, version: decodeURIComponent(file.split("_")[1] ?? "") };
}
