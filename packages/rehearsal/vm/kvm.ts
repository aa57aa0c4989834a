import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { release, tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { say } from "../../../tools/progress.ts";
import { tryCommand } from "../../../tools/run-command.ts";
import { writeAtomically } from "../../../tools/write-atomically.ts";
import { emulatorBin } from "./emulator.ts";

/** How guest instructions are run: by the processor, or emulated (several times slower). */
export type Accelerator = "kvm" | "tcg";

const present = (): boolean => {
  try {
    accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** Boots the kernel without a disk: with a KVM that works it is at "no root device" within a second or two. */
async function bootsWithKvm(kernel: string): Promise<boolean> {
  const work = mkdtempSync(join(tmpdir(), "homelab-kvm-"));
  const log = join(work, "serial");
  try {
    const machine = ["-machine", "q35", "-accel", "kvm", "-cpu", "host", "-smp", "2", "-m", "512", "-no-reboot"];
    const quiet = ["-nodefaults", "-no-user-config", "-display", "none", "-serial", `file:${log}`];
    const boot = ["-kernel", kernel, "-append", "console=ttyS0 earlyprintk=serial panic=-1"];
    const options = { seconds: 20, purpose: "KVM probe", fix: "none needed" };
    // A hanging QEMU must not outlive the probe, so another program keeps the time.
    const qemu = join(await emulatorBin(), "qemu-system-x86_64");
    await tryCommand("timeout", ["-s", "KILL", "10", qemu, ...machine, ...quiet, ...boot], options);
    const said = existsSync(log) ? readFileSync(log, "utf8") : "";
    return said.includes("Linux version") && said.includes("Kernel panic");
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * The accelerator to use. /dev/kvm alone proves nothing (nested virtualisation may hang), so a
 * kernel is really booted once for each kernel of this computer and the verdict kept.
 * @param kernel path of a Linux kernel image
 */
export async function accelerator(kernel: string): Promise<Accelerator> {
  if (!present()) return "tcg";
  const verdict = join(cacheDir("images", "kvm"), release());
  if (existsSync(verdict)) return readFileSync(verdict, "utf8").trim() === "kvm" ? "kvm" : "tcg";
  const found: Accelerator = (await bootsWithKvm(kernel)) ? "kvm" : "tcg";
  if (found === "tcg") say("/dev/kvm exists but cannot boot a kernel: emulating instead, which is slower");
  writeAtomically(verdict, `${found}\n`);
  return found;
}
