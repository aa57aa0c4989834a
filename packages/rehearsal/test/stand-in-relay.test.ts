import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { streamDecode, streamEncode } from "dns-packet";
import { startDns } from "../../stand-ins/dns/server.ts";
import { filesIn } from "../../stand-ins/running.ts";
import type { StandIn } from "../host/network.ts";
import { apisFolder } from "../host/snapshots.ts";
import { relayCommands } from "../vm/relay.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "homelab relay, "));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

function startRelay(standIn: StandIn): ChildProcessWithoutNullStreams {
  const [program = "", ...args] = relayCommands(dir)[standIn];
  return spawn(program, args, { timeout: 25_000 });
}

/** What the machine gets back for what it sends, through the command that QEMU runs for a connection. */
async function ask(request: string): Promise<{ answer: string; said: string; code: number | null }> {
  const relay = startRelay("authentik");
  relay.stdin.on("error", () => undefined); // it may be gone already
  relay.stdin.end(request);
  const [answer, said] = await Promise.all([text(relay.stdout), text(relay.stderr), once(relay, "close")]);
  return { answer, said, code: relay.exitCode };
}

function record(ports: Partial<Record<StandIn, number>>): void {
  const file = filesIn(apisFolder(dir)).record;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid: 1, ports: { cloudflare: 1, ...ports }, domain: "home.test" }));
}

const request = "POST /api/v3/ HTTP/1.1\r\nHost: auth.home.test\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";

test("hands bytes on in both directions, to the port that the stand-in has now", async () => {
  const body = "x".repeat(300_000);
  const server = createServer((asked, answer) => {
    void text(asked).then((sent) => answer.end(`${asked.headers.host ?? ""} ${sent} ${body}`));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  record({ authentik: (server.address() as AddressInfo).port, dns: 1 });
  const { answer, said, code } = await ask(request);
  server.close();
  expect(answer.startsWith("HTTP/1.1 200 OK\r\n")).toBe(true);
  expect(answer.endsWith(`auth.home.test hello ${body}`)).toBe(true);
  expect({ said, code }).toEqual({ said: "", code: 0 });
});

test("answers a question about a name while the connection stays open", async () => {
  const dns = await startDns({ port: 0, zones: () => [], log: join(dir, "dns.log") });
  record({ authentik: 1, dns: dns.port });
  const relay = startRelay("dns");
  relay.stdin.write(streamEncode({ type: "query", id: 7, questions: [{ type: "A", name: "feeds.home.test" }] }));
  const [answer] = (await once(relay.stdout, "data")) as [Buffer];
  expect(streamDecode(answer)).toMatchObject({ type: "response", id: 7, rcode: "REFUSED" });
  relay.stdin.end();
  await once(relay, "close");
  await dns.close();
  expect(relay.exitCode).toBe(0);
});

test("does not depend on the checkout that started the machine", () => {
  for (const words of Object.values(relayCommands(dir))) {
    expect(words.filter((word) => word.endsWith("ts")).map(dirname)).toEqual([dir]);
  }
});

test.each([
  ["there is no stand-in", () => undefined],
  [
    "it is not in the record",
    () => {
      record({ dns: 1 });
    },
  ],
  [
    "it is down",
    () => {
      record({ authentik: 1 });
    },
  ],
])("ends without a word when %s", async (_what, prepare) => {
  prepare();
  expect(await ask(request)).toEqual({ answer: "", said: "", code: 1 });
});
