import { Resolver } from "node:dns/promises";
import { readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startApis, stopApis } from "../start.ts";
import { ourProcesses, type Apis } from "../running.ts";
import { apisStatus } from "../status.ts";
import { scratchFolder } from "./support.ts";

let folder: string;
beforeEach(() => {
  folder = scratchFolder();
});
afterEach(async () => {
  await stopApis(folder);
  rmSync(folder, { recursive: true });
});

const pid = (): number => (JSON.parse(readFileSync(join(folder, "apis.json"), "utf8")) as { pid: number }).pid;

async function addRecord({ cloudflare: { url, token, zoneId } }: Apis): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ name: "feeds", type: "A", content: "203.0.113.4", ttl: 60 });
  const answer = await fetch(`${url}zones/${zoneId}/dns_records`, { method: "POST", headers, body });
  return answer.status;
}

function resolve({ dns }: Apis, name: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 10_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${dns.port}`]);
  return resolver.resolve4(name);
}

test("both start, are left alone when they run, and keep what they hold", async () => {
  expect(await apisStatus(folder)).toBeUndefined();
  const first = await startApis(folder);
  const groups = await fetch(`${first.authentik.url}/api/v3/core/groups/`, {
    headers: { authorization: `Bearer ${first.authentik.token}` },
  });
  expect([groups.status, await addRecord(first)]).toEqual([200, 200]);
  expect(await resolve(first, "feeds.home.test")).toEqual(["203.0.113.4"]);
  const before = pid();
  expect(await startApis(folder)).toEqual(first);
  expect(pid()).toBe(before);
  await stopApis(folder);
  expect(await apisStatus(folder)).toBeUndefined();
  expect(await startApis(folder)).toEqual(first);
  expect(pid()).not.toBe(before);
  expect(await resolve(first, "feeds.home.test")).toEqual(["203.0.113.4"]);
  const status = await apisStatus(folder);
  expect(status?.dns).toBe(`127.0.0.1:${first.dns.port}`);
  expect(status?.cloudflare.counts).toEqual({ zones: 1, A: 1 });
  expect(status?.authentik.counts).toMatchObject({ brand: 1 });
}, 200_000);

test.each([
  ["start", () => startApis(folder), 1],
  ["stop", () => stopApis(folder), 0],
])(
  "a process that a killed start has left without a record is ended by the next %s",
  async (_what, next, left) => {
    await startApis(folder);
    const forgotten = pid();
    rmSync(join(folder, "apis.json"));
    await next();
    expect(ourProcesses(folder)).toHaveLength(left);
    expect(ourProcesses(folder)).not.toContain(forgotten);
  },
  200_000,
);

test("tokens are for their owner alone, and not among the arguments", async () => {
  const { cloudflare, authentik } = await startApis(folder);
  const hidden = ["cloudflare.token", "authentik.token", "cloudflare.json", "authentik.json"];
  expect(hidden.map((file) => statSync(join(folder, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
  const visible = readFileSync(`/proc/${pid()}/cmdline`, "utf8") + readFileSync(join(folder, "apis.out"), "utf8");
  expect([cloudflare.token, authentik.token].filter((token) => visible.includes(token))).toEqual([]);
}, 200_000);

test("a killed process is started again; another domain starts them anew with its zone", async () => {
  const first = await startApis(folder);
  process.kill(pid(), "SIGKILL");
  expect(await startApis(folder)).toEqual(first);
  const other = await startApis(folder, { domain: "lab.test" });
  expect(other.cloudflare.zoneId).not.toBe(first.cloudflare.zoneId);
  expect(other.authentik).toEqual(first.authentik);
  expect(await addRecord(other)).toBe(200);
}, 200_000);

test("a port that somebody else has taken meanwhile is named", async () => {
  const { authentik } = await startApis(folder);
  await stopApis(folder);
  const port = Number(new URL(authentik.url).port);
  const thief = createServer().listen(port, "127.0.0.1");
  await expect(startApis(folder)).rejects.toThrow(`port ${port} on 127.0.0.1`);
  thief.close();
}, 200_000);
