import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../../tools/failure.ts";
import { runCommand, tryCommand } from "../../../tools/run-command.ts";
import { socketPath } from "./socket-path.ts";
import type { Vm } from "./state.ts";

type Target = Pick<Vm, "dir" | "ports" | "clientKey" | "knownHosts">;

/** Arguments of `ssh` that lead to the machine; later commands share the first one's connection. */
export function sshArguments(vm: Target): string[] {
  const options = {
    UserKnownHostsFile: `"${vm.knownHosts}"`,
    GlobalKnownHostsFile: "/dev/null",
    StrictHostKeyChecking: "yes",
    IdentitiesOnly: "yes",
    BatchMode: "yes",
    ConnectTimeout: "10",
    ServerAliveInterval: "15",
    LogLevel: "ERROR",
    ControlMaster: "auto",
    ControlPersist: "120",
    ControlPath: `"${socketPath(vm.dir, "ssh.sock")}"`,
  };
  const settings = Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  return ["-F", "none", "-i", vm.clientKey, ...settings, "-p", String(vm.ports.ssh), "root@127.0.0.1"];
}

/** Ends the shared connection; one that was open over a restore would hang. */
export async function closeConnection(vm: Target): Promise<void> {
  const options = { seconds: 10, purpose: "closing the connection", fix: "none needed" };
  await tryCommand("ssh", ["-O", "exit", ...sshArguments(vm)], options).catch(() => undefined);
}

/**
 * Runs a shell command in the machine, as root.
 * @param seconds limit
 * @returns its stdout; a non-zero exit is a Failure with its last lines
 */
export function inMachine(vm: Target, command: string, seconds = 60, input = ""): Promise<string> {
  const fix = "./rehearse ssh, and look; or ./rehearse reset";
  return runCommand("ssh", [...sshArguments(vm), command], {
    seconds,
    input,
    purpose: "in the rehearsal machine",
    fix,
  });
}

/** Runs ssh with this process's own terminal and streams. @returns the remote exit code (255: no connection) */
export function attach(vm: Target, words: readonly string[]): Promise<number> {
  const terminal = words.length === 0 && process.stdin.isTTY ? ["-t"] : [];
  const child = spawn("ssh", [...terminal, ...sshArguments(vm), ...words], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code ?? 255);
    });
  });
}

/** Waits until the machine answers over SSH. Throws a Failure after the limit. */
export async function waitForSsh(vm: Target, seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1000;
  const options = { seconds: 30, purpose: "ssh", fix: "none needed" };
  while (Date.now() < until) {
    const answer = await tryCommand("ssh", [...sshArguments(vm), "true"], options).catch(() => undefined);
    if (answer?.code === 0) return;
    await sleep(300);
  }
  throw new Failure(
    "the machine",
    `no SSH answer within ${seconds} s`,
    `see ${vm.dir}/console.log, then ./rehearse down`,
  );
}

/** The machine's clock stands still while it is saved: certificates and logs need the real time. */
export async function setClock(vm: Target): Promise<void> {
  await inMachine(vm, `date -s @${Math.ceil(Date.now() / 1000)} >/dev/null`);
}
