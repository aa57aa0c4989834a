import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { Failure } from "../../../tools/failure.ts";
import { writeAtomically } from "../../../tools/write-atomically.ts";

/** How a host is run: in namespaces of this computer's kernel, or as a virtual machine. */
export type KindName = "namespaces" | "vm";

/** Loopback ports of the host on this computer. */
export interface Ports {
  readonly ssh: number;
  readonly https: number;
  readonly http: number;
}

/** What `host.json` holds: the facts of the latest start. */
export interface Running {
  /** The process that is the host on this computer. */
  readonly pid: number;
  /** A word of that process's command line that no other process has: numbers are given again. */
  readonly mark: string;
  readonly ports: Ports;
  /** ISO 8601 time of the start. */
  readonly started: string;
  /** Hash of what the host was made from. */
  readonly image: string;
  /** How the processor is used: "native", "kvm" or "tcg". */
  readonly speed: string;
}

/** A rehearsal host that runs now, with the files needed to talk to it. */
export interface Host {
  readonly name: string;
  readonly kind: KindName;
  /** State folder: disks, console.log, stack/ and the files below. */
  readonly dir: string;
  readonly pid: number;
  readonly ports: Ports;
  /** Path of the private client key (ed25519). */
  readonly clientKey: string;
  /** Path of the known_hosts file with the host's key under 127.0.0.1:<ssh port>. */
  readonly knownHosts: string;
  /** The host's public key: "ssh-ed25519 AAAA…". */
  readonly hostKey: string;
  /** Path of the rehearsal CA's certificate (PEM). */
  readonly caCertificate: string;
  /** Path of the rehearsal CA's private key (PEM, mode 0600). */
  readonly caKey: string;
}

/** The rehearsal's name: $HOMELAB_REHEARSAL, default "default". Throws a Failure for a bad one. */
export function hostName(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const name = env["HOMELAB_REHEARSAL"] ?? "default";
  if (/^[a-z][a-z0-9-]{0,23}$/.test(name)) return name;
  throw new Failure(
    "HOMELAB_REHEARSAL",
    `"${name}" is not a valid name for a rehearsal host`,
    "use up to 24 of a-z, 0-9 and -, a letter first",
  );
}

const kindFile = (name: string): string => join(cacheDir("hosts", name), "kind");

/** The kind of host that was started last under this name. */
export function currentKind(name: string = hostName()): KindName | undefined {
  const file = kindFile(name);
  if (!existsSync(file)) return undefined;
  return readFileSync(file, "utf8").trim() === "vm" ? "vm" : "namespaces";
}

/** Remembers the kind that the verbs mean from here on. */
export function setCurrentKind(kind: KindName, name: string = hostName()): void {
  writeAtomically(kindFile(name), `${kind}\n`);
}

/** The state folder of a host, created when missing; each kind of host has its own. */
export function hostDir(name: string = hostName(), kind: KindName = currentKind(name) ?? "namespaces"): string {
  return cacheDir("hosts", name, kind);
}

/** Whether a process lives and has this word in its command line. */
export function isMarked(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(mark);
  } catch {
    return false;
  }
}

/** The facts of the latest start from a state folder, whether it still runs or not; undefined before the first one. */
export function loadLatest(dir: string): Running | undefined {
  const file = join(dir, "host.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Running) : undefined;
}

/** Writes host.json in one rename. */
export function saveRunning(dir: string, running: Running): void {
  writeAtomically(join(dir, "host.json"), `${JSON.stringify(running, null, 2)}\n`);
}

/** The host that runs under this name, or undefined when none does. */
export function loadHost(name: string = hostName(), kind: KindName | undefined = currentKind(name)): Host | undefined {
  if (kind === undefined) return undefined;
  const dir = hostDir(name, kind);
  const latest = loadLatest(dir);
  if (latest === undefined || !isMarked(latest.pid, latest.mark)) return undefined;
  return {
    name,
    kind,
    dir,
    pid: latest.pid,
    ports: latest.ports,
    clientKey: join(dir, "id_ed25519"),
    knownHosts: join(dir, "known_hosts"),
    hostKey: readFileSync(join(dir, "host_key.pub"), "utf8").trim(),
    caCertificate: join(dir, "ca.crt"),
    caKey: join(dir, "ca.key"),
  };
}

/** The running host; throws a Failure that says how to start one. */
export function requireHost(name: string = hostName(), kind?: KindName): Host {
  const host = loadHost(name, kind ?? currentKind(name));
  if (host !== undefined) return host;
  throw new Failure(`rehearsal "${name}"`, "the host is not running", "./rehearse up");
}
