import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../../tools/failure.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import type { Accelerator } from "./kvm.ts";
import type { Rootfs } from "./rootfs.ts";
import { emulatorBin } from "./emulator.ts";
import { socketPath } from "../host/socket-path.ts";
import { diskPaths } from "./disks.ts";
import { standInAddresses, type StandIn } from "../host/network.ts";
import { isMarked, type Ports } from "../host/state.ts";

/** What one start of the machine needs. */
export interface Start {
  readonly dir: string;
  readonly ports: Ports;
  readonly accel: Accelerator;
  readonly parts: Rootfs;
  /** Path of the registry's disk. */
  readonly registry: string;
  /** Snapshot to continue from; without one the machine boots. */
  readonly snapshot?: string;
  /** Public client key: "ssh-ed25519 AAAA…". */
  readonly authorizedKey: string;
  /** What QEMU runs for each connection to a stand-in: the words of a command. */
  readonly relays: Readonly<Record<StandIn, readonly string[]>>;
}

// Features that save time on iron and cost it when emulated: string instructions run byte by byte,
// SMAP ends a translated block at each access to user memory, a fifth level of page tables is walked.
// Without them the machine copies memory four times as fast.
const emulated = "max,-erms,-fsrm,-smap,-la57,-pku";
// clearcpuid=112: no `rep stosq` either; tsc=reliable: a busy computer must not make it doubt its clock.
const emulatedBoot = "clearcpuid=112 tsc=reliable init_on_alloc=0";

/** QEMU takes the command apart as a shell would, and its own options at commas. */
const guestForward = (address: string, command: readonly string[]): string => {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  return `guestfwd=tcp:${address}-cmd:${quoted.replaceAll(",", ",,")}`;
};

/** The arguments of qemu-system-x86_64. Pure. */
export function qemuArguments(start: Start): string[] {
  const { dir, ports, accel, parts } = start;
  const drive = (file: string, more = ""): string[] => [
    "-drive",
    `file=${file.replaceAll(",", ",,")},if=virtio,${more}`,
  ];
  const forward = (outside: number, inside: number): string => `hostfwd=tcp:127.0.0.1:${outside}-:${inside}`;
  const forwards = [
    forward(ports.ssh, 22),
    forward(ports.https, 443),
    forward(ports.http, 80),
    guestForward(standInAddresses.authentik, start.relays.authentik),
    guestForward(standInAddresses.dns, start.relays.dns),
  ];
  // systemd writes the key into root's authorized_keys: the cached disk holds nobody's.
  const key = `systemd.set_credential_binary=ssh.authorized_keys.root:${Buffer.from(start.authorizedKey).toString("base64")}`;
  const speed =
    accel === "kvm" ? ["-accel", "kvm", "-cpu", "host"] : ["-accel", "tcg,thread=multi,tb-size=1024", "-cpu", emulated];
  const boot = accel === "kvm" ? "" : `${emulatedBoot} `;
  return [
    ...["-machine", "q35", ...speed, "-smp", "2", "-m", "4096", "-nodefaults", "-no-user-config", "-display", "none"],
    ...["-kernel", parts.kernel, "-initrd", parts.initrd],
    ...[
      "-append",
      `root=/dev/vda rw console=ttyS0 quiet fsck.mode=skip systemd.ssh_auto=no net.ifnames=0 mitigations=off audit=0 ${boot}${key}`,
    ],
    ...diskPaths(dir).flatMap((path) => drive(path, "format=qcow2,cache=unsafe")),
    ...drive(start.registry, "format=qcow2,readonly=on"),
    // restrict: the machine reaches nothing but itself and the stand-ins, so a rehearsal cannot depend on the internet.
    ...["-netdev", `user,id=n,restrict=on,${forwards.join(",")}`, "-device", "virtio-net-pci,netdev=n,romfile="],
    ...["-device", "virtio-rng-pci", "-serial", `file:${join(dir, "console.log")}`],
    ...["-qmp", `unix:${socketPath(dir, "mon.sock")},server=on,wait=off`],
    ...["-daemonize", "-pidfile", qemuMark(dir)],
    ...(start.snapshot === undefined ? [] : ["-loadvm", start.snapshot]),
  ];
}

/** Names the machine that the arguments describe: a saved machine continues in an equal one only. */
export function machineHash(accel: Accelerator): string {
  const ports = { ssh: 0, https: 0, http: 0 };
  const parts = { disk: "", kernel: "", initrd: "" };
  const relays = { authentik: [], dns: [] };
  return recipeHash(qemuArguments({ dir: "", ports, accel, parts, registry: "", authorizedKey: "", relays }), []);
}

/** The word of its command line by which this folder's QEMU is known. */
export const qemuMark = (dir: string): string => join(dir, "vm.pid");

/** The process id of this folder's QEMU, or undefined when none runs. */
export function qemuPid(dir: string): number | undefined {
  const file = qemuMark(dir);
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8"));
  return pid > 0 && isMarked(pid, qemuMark(dir)) ? pid : undefined;
}

/** Starts the machine and returns its process id; it goes on when this program ends. */
export async function startQemu(start: Start): Promise<number> {
  rmSync(qemuMark(start.dir), { force: true });
  const purpose = "starting the machine";
  const qemu = join(await emulatorBin(), "qemu-system-x86_64");
  await runCommand(qemu, qemuArguments(start), { seconds: 120, purpose, fix: "./rehearse up, once more" });
  const pid = qemuPid(start.dir);
  if (pid !== undefined) return pid;
  throw new Failure(purpose, "QEMU ended at once", `see ${join(start.dir, "console.log")}`);
}

/** Ends this folder's QEMU, if there is one: politely, after 20 s by force. */
export async function stopQemu(dir: string): Promise<void> {
  const pid = qemuPid(dir);
  if (pid === undefined) return;
  process.kill(pid, "SIGTERM");
  for (let waited = 0; qemuPid(dir) !== undefined; waited += 100) {
    if (waited === 20_000) process.kill(pid, "SIGKILL");
    if (waited > 30_000) throw new Failure(`process ${pid}`, "QEMU does not end", `kill -9 ${pid}`);
    await sleep(100);
  }
  rmSync(qemuMark(dir), { force: true });
}
