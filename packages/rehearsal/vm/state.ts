import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { Failure } from "../../../tools/failure.ts";
import { writeAtomically } from "../../../tools/write-atomically.ts";

/** Loopback ports of the rehearsal machine on this computer. */
export interface Ports {
  readonly ssh: number;
  readonly https: number;
  readonly http: number;
}

/** What `vm.json` holds: the facts of one running QEMU. */
export interface Running {
  readonly pid: number;
  readonly ports: Ports;
  /** ISO 8601 time at which QEMU was started. */
  readonly started: string;
  readonly accel: "kvm" | "tcg";
  /** Hash of the image parts the disks were made from. */
  readonly image: string;
}

/** A rehearsal machine that runs now, with the files needed to talk to it. */
export interface Vm {
  readonly name: string;
  /** State folder: overlays, console.log, stack/ and the files below. */
  readonly dir: string;
  readonly pid: number;
  readonly ports: Ports;
  /** Path of the private client key (ed25519). */
  readonly clientKey: string;
  /** Path of the known_hosts file with the machine's key under 127.0.0.1:<ssh port>. */
  readonly knownHosts: string;
  /** The machine's public host key: "ssh-ed25519 AAAA…". */
  readonly hostKey: string;
  /** Path of the rehearsal CA's certificate (PEM). */
  readonly caCertificate: string;
  /** Path of the rehearsal CA's private key (PEM, mode 0600). */
  readonly caKey: string;
}

/** The rehearsal's name: $HOMELAB_REHEARSAL, default "default". Throws a Failure for a bad one. */
export function vmName(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const name = env["HOMELAB_REHEARSAL"] ?? "default";
  if (/^[a-z][a-z0-9-]{0,23}$/.test(name)) return name;
  throw new Failure(
    "HOMELAB_REHEARSAL",
    `"${name}" is no name for a rehearsal machine`,
    "use up to 24 of a-z, 0-9 and -, a letter first",
  );
}

/** The state folder of a rehearsal machine, created when missing. */
export function vmDir(name: string = vmName()): string {
  return cacheDir("vm", name);
}

/** Whether a process is a QEMU that was started for this state folder. */
export function isOurQemu(pid: number, dir: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return words.some((word) => word.endsWith("qemu-system-x86_64")) && words.includes(join(dir, "vm.pid"));
  } catch {
    return false;
  }
}

/** The facts of the latest start, whether it still runs or not; undefined before the first one. */
export function loadLatest(name: string = vmName()): Running | undefined {
  const file = join(vmDir(name), "vm.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Running) : undefined;
}

/** The running facts in vm.json, or undefined when no QEMU of ours runs for this name. */
export function loadRunning(name: string = vmName()): Running | undefined {
  const latest = loadLatest(name);
  return latest !== undefined && isOurQemu(latest.pid, vmDir(name)) ? latest : undefined;
}

/** Writes vm.json in one rename. */
export function saveRunning(running: Running, name: string = vmName()): void {
  writeAtomically(join(vmDir(name), "vm.json"), `${JSON.stringify(running, null, 2)}\n`);
}

/** The machine that runs under this name, or undefined when none does. */
export function loadVm(name: string = vmName()): Vm | undefined {
  const running = loadRunning(name);
  if (running === undefined) return undefined;
  const dir = vmDir(name);
  return {
    name,
    dir,
    pid: running.pid,
    ports: running.ports,
    clientKey: join(dir, "id_ed25519"),
    knownHosts: join(dir, "known_hosts"),
    hostKey: readFileSync(join(dir, "host_key.pub"), "utf8").trim(),
    caCertificate: join(dir, "ca.crt"),
    caKey: join(dir, "ca.key"),
  };
}

/** The running machine; throws a Failure that says how to start one. */
export function requireVm(name: string = vmName()): Vm {
  const vm = loadVm(name);
  if (vm !== undefined) return vm;
  throw new Failure(`rehearsal "${name}"`, "the machine is not running", "./rehearse up");
}
