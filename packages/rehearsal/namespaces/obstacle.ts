import { existsSync, readFileSync } from "node:fs";
import { platform } from "node:os";
import { tryCommand } from "../../../tools/run-command.ts";
import { asRoot } from "./as-root.ts";

const options = { seconds: 20, purpose: "looking at this computer", fix: "none needed" };

async function succeeds(command: readonly string[]): Promise<boolean> {
  const [program = "", ...words] = command;
  return tryCommand(program, words, options).then(
    ({ code }) => code === 0,
    () => false,
  );
}

const kernelHas = (kind: string): boolean =>
  new RegExp(`\\s${kind}$`, "m").test(readFileSync("/proc/filesystems", "utf8"));

const mounted = (kind: string): boolean => readFileSync("/proc/mounts", "utf8").includes(` ${kind} `);

/** What keeps this computer from running a host in namespaces, in one sentence; undefined when nothing does. */
export async function obstacle(): Promise<string | undefined> {
  if (platform() !== "linux") return `it needs Linux, and this is ${platform()}`;
  if (!(await succeeds(asRoot(["true"])))) return "it needs root, or sudo that asks for no password";
  if (!mounted("cgroup2")) return "it needs cgroup v2, which is not mounted on this computer";
  for (const kind of ["btrfs", "overlay", "ext4"]) {
    if (!kernelHas(kind) && !(await succeeds(asRoot(["modprobe", kind])))) return `this kernel has no ${kind}`;
  }
  if (!existsSync("/dev/loop-control")) return "it needs loop devices, and /dev/loop-control is not there";
  const namespaces = ["unshare", "--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--fork"];
  // Docker and other containers forbid these calls, by a seccomp profile or by taking the right to mount.
  const tried = ["sh", "-c", "mount --make-rprivate / && mount -t tmpfs none /mnt"];
  if (!(await succeeds(asRoot([...namespaces, ...tried]))))
    return "new namespaces or mounts are refused here (a container, or a seccomp profile)";
  return undefined;
}
