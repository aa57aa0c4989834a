import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { Failure } from "../../../tools/failure.ts";
import { findCommand, requireCommands } from "../../../tools/prerequisites.ts";
import { until } from "../../../tools/until.ts";

/** An OpenSSH server on loopback with keys of its own. */
export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** "ssh-ed25519 AAAA…" */
  readonly hostKey: string;
  /** Path of a private key that may log in. */
  readonly clientKey: string;
  /** Scratch folder of this server. */
  readonly folder: string;
  stop(): void;
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function sshdPath(): Promise<string> {
  // Installing the package starts a server on port 22 where systemd runs: not ours to decide there.
  if (findCommand("sshd") === undefined && existsSync("/run/systemd/system")) {
    throw new Failure("sshd", "missing; these tests run one on loopback", "sudo apt-get install openssh-server");
  }
  await requireCommands({ command: "sshd", why: "test the command plugin", debian: "openssh-server" });
  return findCommand("sshd") ?? "sshd";
}

function makeKey(path: string): void {
  spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path]);
}

async function waitForPort(port: number): Promise<void> {
  const open = (): Promise<boolean> =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      const end = (answered: boolean) => (): void => {
        socket.destroy();
        resolve(answered);
      };
      socket.once("connect", end(true)).once("error", end(false));
    });
  await until("sshd listens", 30, open);
}

/**
 * Starts an sshd on a free loopback port; `stop` ends it and removes its folder.
 * @param command Runs in place of every command that a client asks for, which it finds in SSH_ORIGINAL_COMMAND.
 */
export async function startSshd(command?: string): Promise<Sshd> {
  const path = await sshdPath();
  const folder = mkdtempSync(join(tmpdir(), "homelab-sshd-"));
  makeKey(join(folder, "host"));
  makeKey(join(folder, "client"));
  copyFileSync(join(folder, "client.pub"), join(folder, "authorized_keys"));
  const port = await freePort();
  const settings = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PidFile none",
    "MaxStartups 200",
    ...(command === undefined ? [] : [`ForceCommand ${command}`]),
  ];
  writeFileSync(join(folder, "sshd_config"), `${settings.join("\n")}\n`);
  // The package's service makes this folder; a container has no such service.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const server = spawn(path, ["-D", "-f", join(folder, "sshd_config")], { stdio: "ignore" });
  await waitForPort(port);
  const stop = (): void => {
    server.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  };
  const hostKey = readFileSync(join(folder, "host.pub"), "utf8").split(" ").slice(0, 2).join(" ");
  const clientKey = join(folder, "client");
  return { port, user: userInfo().username, hostKey, clientKey, folder, stop };
}
