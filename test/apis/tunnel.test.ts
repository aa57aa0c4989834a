import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTunnel } from "../../rehearsal/vm/tunnel.ts";
import { freePort, startSshd } from "../plugins/sshd.ts";
import type { Sshd } from "../plugins/sshd.ts";

// The machine is an sshd on this computer: both ends of the tunnel are on one loopback.
let sshd: Sshd;
let server: Server;
let inside: number;

beforeAll(async () => {
  sshd = await startSshd();
  server = createServer((connection) => connection.end("here"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  inside = await freePort();
});

afterAll(() => {
  server.close();
  sshd.stop();
});

const ssh = (): string[] => [
  ...["-F", "none", "-i", sshd.clientKey, "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no"],
  ...["-o", "UserKnownHostsFile=/dev/null", "-o", `ControlPath=${join(sshd.folder, "shared")}`],
  ...["-p", String(sshd.port), `${sshd.user}@127.0.0.1`],
];

function said(): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const connection = connect(inside, "127.0.0.1");
    connection.on("data", (data) => (text += data.toString()));
    connection.once("error", () => {
      resolve("closed");
    });
    connection.once("close", () => {
      resolve(text);
    });
  });
}

async function until(expected: string): Promise<void> {
  for (let attempt = 0; attempt < 300 && (await said()) !== expected; attempt += 1) await sleep(100);
  expect(await said()).toBe(expected);
}

const isGone = (pid: number): boolean => !sessions().includes(pid);

const sessions = (): number[] =>
  execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, parent]) => (parent === sshd.pid ? [pid] : []));

test("leads to the port outside, again after the connection was lost, and not when it is closed", async () => {
  const close = openTunnel(ssh(), { inside, outside: (server.address() as AddressInfo).port });
  await until("here");
  const lost = sessions();
  expect(lost).toHaveLength(1);
  for (const pid of lost) process.kill(pid, "SIGKILL");
  while (!lost.every(isGone)) await sleep(100);
  await until("here");
  close();
  await until("closed");
}, 120_000);
