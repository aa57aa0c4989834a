import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure } from "./failure.ts";
import { step } from "./progress.ts";
import { runCommand, tryCommand } from "./run-command.ts";

/** A program on this computer that a step needs. */
export interface Prerequisite {
  readonly command: string;
  /** What it is needed for, as the end of "… is needed to". */
  readonly why: string;
  /** The Debian package that holds it; without one it is never installed by us. */
  readonly debian?: string;
  /** The fix if no package provides it. */
  readonly fix?: string;
}

const installLimit = 600;

/** The path of a command, or undefined when PATH has none. */
export function findCommand(command: string, path = process.env["PATH"] ?? ""): string | undefined {
  // Debian keeps daemons in folders that an ordinary user's PATH leaves out.
  const folders = [...path.split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, command))
    .find((candidate) => {
      try {
        accessSync(candidate, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Makes sure that commands exist. As root on Debian missing packages are installed, which is said;
 * elsewhere one Failure names what is missing, why it is needed and how to install it.
 */
export async function requireCommands(...wanted: readonly Prerequisite[]): Promise<void> {
  const missing = wanted.filter(({ command }) => findCommand(command) === undefined);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.flatMap(({ debian }) => debian ?? []))];
  const canInstall = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (canInstall && packages.length > 0) await installPackages(packages);
  const absent = missing.filter(({ command }) => findCommand(command) === undefined);
  const [first] = absent;
  if (first === undefined) return;
  throw new Failure(
    absent.map(({ command }) => command).join(", "),
    `missing; ${first.command} is needed to ${first.why}`,
    first.fix ?? `sudo apt-get install ${[...new Set(absent.map((one) => one.debian ?? one.command))].join(" ")}`,
  );
}

async function installPackages(packages: readonly string[]): Promise<void> {
  const options = {
    seconds: installLimit,
    env: { DEBIAN_FRONTEND: "noninteractive" },
    purpose: `installing ${packages.join(" ")}`,
    fix: `apt-get install ${packages.join(" ")}`,
  };
  const install = ["install", "-y", "--no-install-recommends", ...packages];
  await step(`Installing Debian packages: ${packages.join(" ")}`, async () => {
    const first = await tryCommand("apt-get", install, options);
    if (first.code === 0) return;
    // Old package lists are the usual reason.
    await runCommand("apt-get", ["update"], options);
    await runCommand("apt-get", install, options);
  });
}
