import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { answerTo } from "../../rehearsal/apis/cloudflare/dns-answer.ts";
import { newZone, type DnsRecord, type Zone } from "../../rehearsal/apis/cloudflare/state.ts";
import { scratchFolder } from "./support.ts";

const program = new URL("../../rehearsal/apis/cloudflare/name-server.ts", import.meta.url).pathname;
const toolkit = new URL("../../toolkit", import.meta.url).pathname;
const stateFile = join(scratchFolder(), "cloudflare.json");

const record = (name: string, type: string, content: string, more: Partial<DnsRecord> = {}): DnsRecord => ({
  ...{ id: "0".repeat(32), name, type, content, proxiable: true, proxied: false, ttl: 1, settings: {}, meta: {} },
  ...{ comment: null, tags: [], created_on: "2026-11-20T00:00:00Z", modified_on: "2026-11-20T00:00:00Z" },
  ...more,
});

const zone: Zone = {
  ...newZone("home.test"),
  records: [
    record("feeds.home.test", "A", "203.0.113.10"),
    record("feeds.home.test", "AAAA", "2001:db8::10"),
    record("calendar.home.test", "CNAME", "feeds.home.test"),
    record("photos.home.test", "A", "203.0.113.10", { proxied: true }),
  ],
};

let server: Server;

/** The toolkit's own question, as the host would ask it. */
function ask(name: string): unknown {
  const port = (server.address() as AddressInfo).port;
  const script = [
    "import json, sys",
    `sys.path.insert(0, ${JSON.stringify(toolkit)})`,
    "from smoke.resolver import addresses",
    "from smoke.broken import NoAnswer",
    "try:",
    `    print(json.dumps(addresses([("127.0.0.1", ${port})], ${JSON.stringify(name)})))`,
    "except NoAnswer as error:",
    "    print(json.dumps(str(error)))",
  ].join("\n");
  return new Promise((resolve, reject) => {
    const child = spawn("python3", ["-c", script], { stdio: ["ignore", "pipe", "inherit"], timeout: 30_000 });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("error", reject).on("close", () => {
      resolve(JSON.parse(text));
    });
  });
}

beforeAll(async () => {
  writeFileSync(stateFile, JSON.stringify({ zones: [zone] }));
  // In the place of QEMU: a program of its own for each connection.
  server = createServer((peer) => {
    const child = spawn(process.execPath, [program, stateFile], { stdio: ["pipe", "pipe", "inherit"] });
    peer.pipe(child.stdin);
    child.stdout.pipe(peer);
    peer.on("error", () => child.kill());
  });
  const listening = Promise.withResolvers<undefined>();
  server.listen(0, "127.0.0.1", () => {
    listening.resolve(undefined);
  });
  await listening.promise;
});

afterAll(() => {
  server.close();
});

test.each([
  ["feeds.home.test", { A: ["203.0.113.10"], AAAA: ["2001:db8::10"] }],
  ["calendar.home.test", { A: ["203.0.113.10"], AAAA: ["2001:db8::10"] }],
  ["photos.home.test", { A: ["198.51.100.1"], AAAA: ["2001:db8:cf::1"] }],
  ["nobody.home.test", { A: [], AAAA: [] }],
])("the toolkit learns where %s leads", async (name, expected) => {
  expect(await ask(name)).toEqual(expected);
});

test("names outside the zones are refused", async () => {
  expect(await ask("example.org")).toBe("127.0.0.1: it refuses with code 5");
});

test("before the stand-in has a state there is no zone", () => {
  const run = spawnSync(process.execPath, [program, join(scratchFolder(), "none.json")], {
    input: Buffer.from("0018000101000001000000000000016104746573740000010001", "hex"),
    timeout: 30_000,
  });
  expect([run.status, run.stdout.readUInt16BE(0), run.stdout.readUInt16BE(2), (run.stdout[5] ?? 0) & 0xf]).toEqual([
    0, 24, 1, 5,
  ]);
});

test("what is no question is said to be unreadable", () => {
  for (const message of [Buffer.alloc(0), Buffer.alloc(12), Buffer.from("0001010000010000000000003f61", "hex")]) {
    const answer = answerTo(message, [zone]);
    expect([answer.length, (answer[3] ?? 0) & 0xf]).toEqual([12, 1]);
  }
});
