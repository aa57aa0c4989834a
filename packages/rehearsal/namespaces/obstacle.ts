import { existsSync, readFileSync } from "node:fs";
import { platform } from "node:os";
import { tryCommand, type CommandResult } from "../../../tools/run-command.ts";
import { asRoot } from "./as-root.ts";

const options = { cwd: import.meta.dirname, seconds: 20, purpose: "looking at this computer", fix: "none needed" };

/** What is looked at. Tests give looks of computers that they are not on. */
export interface Looks {
  /** Such as "linux". */
  readonly platform: string;
  /** The text of a file, "" when there is none. */
  readonly read: (file: string) => string;
  readonly exists: (file: string) => boolean;
  /** Runs a command as root. A command that cannot be started has a code of its own too. */
  readonly asRoot: (...command: readonly string[]) => Promise<CommandResult>;
}

const thisComputer: Looks = {
  platform: platform(),
  read: (file) => (existsSync(file) ? readFileSync(file, "utf8") : ""),
  exists: existsSync,
  asRoot: async (...command) => {
    const [program = "", ...words] = asRoot(command);
    return tryCommand(program, words, options).catch(() => ({ code: 127, stdout: "", stderr: "" }));
  },
};

async function missingFileSystem(looks: Looks): Promise<string | undefined> {
  for (const kind of ["btrfs", "overlay", "ext4"]) {
    if (new RegExp(`\\s${kind}$`, "m").test(looks.read("/proc/filesystems"))) continue;
    if ((await looks.asRoot("modprobe", kind)).code !== 0) return kind;
  }
  return undefined;
}

/** What keeps this computer from running a host in namespaces, in one sentence; undefined when nothing does. */
export async function obstacle(looks: Looks = thisComputer): Promise<string | undefined> {
  if (looks.platform !== "linux") return `it needs Linux, and this is ${looks.platform}`;
  if ((await looks.asRoot("true")).code !== 0) return "it needs root, or sudo without a password";
  if ((await looks.asRoot("python3", "-c", "")).code !== 0) return "it needs python3, which root cannot run";
  if (!looks.read("/proc/mounts").includes(" cgroup2 "))
    return "it needs cgroup v2, which is not mounted on this computer";
  const missing = await missingFileSystem(looks);
  if (missing !== undefined) return `this kernel has no ${missing}`;
  if (!looks.exists("/dev/loop-control")) return "it needs loop devices, and /dev/loop-control does not exist";
  const { code, stderr } = await looks.asRoot("python3", "-B", "-m", "supervisor", "try");
  // Docker and other containers forbid such calls, by a seccomp profile or by taking the right to mount.
  if (code !== 0) return `new namespaces are refused here, as in a container (${stderr.trim()})`;
  return undefined;
}
