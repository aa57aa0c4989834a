import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { relayCommand } from "../../rehearsal/vm/stand-ins.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "homelab relay, "));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

/** What the machine gets back for what it sends, through the command that QEMU runs for a connection. */
async function ask(request: string): Promise<{ answer: string; said: string; code: number | null }> {
  const [program = "", ...args] = relayCommand(dir);
  const relay = spawn(program, args, { timeout: 25_000 });
  relay.stdin.on("error", () => undefined); // it may be gone already
  relay.stdin.end(request);
  const [answer, said] = await Promise.all([text(relay.stdout), text(relay.stderr), once(relay, "close")]);
  return { answer, said, code: relay.exitCode };
}

function record(port: number): void {
  const file = relayCommand(dir).at(-1) ?? "";
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid: 1, ports: { cloudflare: 1, authentik: port }, domain: "home.test" }));
}

const request = "POST /api/v3/ HTTP/1.1\r\nHost: auth.home.test\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";

test("hands bytes on in both directions, to the port that the stand-in has now", async () => {
  const body = "x".repeat(300_000);
  const server = createServer((asked, answer) => {
    void text(asked).then((sent) => answer.end(`${asked.headers.host ?? ""} ${sent} ${body}`));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  record((server.address() as AddressInfo).port);
  const { answer, said, code } = await ask(request);
  server.close();
  expect(answer.startsWith("HTTP/1.1 200 OK\r\n")).toBe(true);
  expect(answer.endsWith(`auth.home.test hello ${body}`)).toBe(true);
  expect({ said, code }).toEqual({ said: "", code: 0 });
});

test.each([
  ["there is no stand-in", () => undefined],
  [
    "it is down",
    () => {
      record(1);
    },
  ],
])("ends without a word when %s", async (_what, prepare) => {
  prepare();
  expect(await ask(request)).toEqual({ answer: "", said: "", code: 1 });
});
