import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../../tools/failure.ts";
import { runCommand, tryCommand } from "../../../tools/run-command.ts";
import { socketPath } from "./socket-path.ts";
import type { Host } from "./state.ts";

type Target = Pick<Host, "dir" | "ports" | "clientKey" | "knownHosts">;

/** Arguments of `ssh` that lead to the host; later commands share the first one's connection. */
export function sshArguments(host: Target): string[] {
  const options = {
    UserKnownHostsFile: `"${host.knownHosts}"`,
    GlobalKnownHostsFile: "/dev/null",
    StrictHostKeyChecking: "yes",
    IdentitiesOnly: "yes",
    BatchMode: "yes",
    ConnectTimeout: "10",
    ServerAliveInterval: "15",
    LogLevel: "ERROR",
    ControlMaster: "auto",
    ControlPersist: "120",
    ControlPath: `"${socketPath(host.dir, "ssh.sock")}"`,
  };
  const settings = Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  return ["-F", "none", "-i", host.clientKey, ...settings, "-p", String(host.ports.ssh), "root@127.0.0.1"];
}

/** Ends the shared connection; one that was open over a restore would hang. */
export async function closeConnection(host: Target): Promise<void> {
  const options = { seconds: 10, purpose: "closing the connection", fix: "none needed" };
  await tryCommand("ssh", ["-O", "exit", ...sshArguments(host)], options).catch(() => undefined);
}

/**
 * Runs a shell command in the host, as root.
 * @param seconds limit
 * @returns its stdout; a non-zero exit is a Failure with its last lines
 */
export function inHost(host: Target, command: string, seconds = 60, input = ""): Promise<string> {
  const fix = "./rehearse ssh, and look; or ./rehearse reset";
  return runCommand("ssh", [...sshArguments(host), command], {
    seconds,
    input,
    purpose: "in the rehearsal host",
    fix,
  });
}

/** Runs ssh with this process's own terminal and streams. @returns the remote exit code (255: no connection) */
export function attach(host: Target, words: readonly string[]): Promise<number> {
  const terminal = words.length === 0 && process.stdin.isTTY ? ["-t"] : [];
  const child = spawn("ssh", [...terminal, ...sshArguments(host), ...words], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code ?? 255);
    });
  });
}

/** Waits until the host answers over SSH. Throws a Failure after the limit, or when it lives no more. */
export async function waitForSsh(host: Target, seconds: number, lives: () => boolean = () => true): Promise<void> {
  const until = Date.now() + seconds * 1000;
  const options = { seconds: 30, purpose: "ssh", fix: "none needed" };
  while (Date.now() < until && lives()) {
    const answer = await tryCommand("ssh", [...sshArguments(host), "true"], options).catch(() => undefined);
    if (answer?.code === 0) return;
    await sleep(50);
  }
  throw new Failure(
    "the host",
    `no SSH answer within ${seconds} s`,
    `see ${host.dir}/console.log, then ./rehearse down`,
  );
}
