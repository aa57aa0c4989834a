import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { stopApis } from "../../stand-ins/start.ts";
import { apisStatus } from "../../stand-ins/status.ts";
import { heldBy } from "../verbs/status.ts";
import { apisFolder, keepCompanions, restoreCompanions } from "../host/snapshots.ts";
import { knownStandIns, startStandIns } from "../host/stand-ins.ts";
import { scratchFolder } from "../../stand-ins/test/support.ts";

// What belongs to a rehearsal machine beside its disks: a stack and the stand-in APIs.
const dir = scratchFolder();
const stackFile = join(dir, "stack", "state");
const cloudflare = async (): Promise<string> => heldBy((await apisStatus(apisFolder(dir)))?.cloudflare);

async function addRecord(name: string): Promise<number> {
  const { url, token, zoneId } = (await knownStandIns(dir)).cloudflare;
  const body = JSON.stringify({ name, type: "A", content: "203.0.113.10", ttl: 1 });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return (await fetch(`${url}zones/${zoneId}/dns_records`, { method: "POST", headers, body })).status;
}

afterAll(async () => {
  await stopApis(apisFolder(dir));
  rmSync(dir, { recursive: true, force: true });
});

test("a snapshot brings back stack and APIs together; a new machine has neither", async () => {
  mkdirSync(join(dir, "snapshots", "one"), { recursive: true });
  mkdirSync(join(dir, "stack"));
  writeFileSync(stackFile, "first");
  const before = await startStandIns(dir);
  expect(await addRecord("feeds")).toBe(200);
  keepCompanions(dir, "one");
  writeFileSync(stackFile, "second");
  expect(await addRecord("calendar")).toBe(200);
  expect(await cloudflare()).toMatch(/^http:\/\/127\.0\.0\.1:\d+ {2}1 zones, 2 A$/);

  await restoreCompanions(dir, "one");
  expect(readFileSync(stackFile, "utf8")).toBe("first");
  expect(await cloudflare()).toBe("down");
  expect(await startStandIns(dir)).toEqual(before);
  expect(await cloudflare()).toMatch(/ {2}1 zones, 1 A$/);

  await restoreCompanions(dir, "");
  expect([existsSync(stackFile), existsSync(apisFolder(dir))]).toEqual([false, false]);
  const after = await startStandIns(dir);
  expect(after.cloudflare.token).not.toBe(before.cloudflare.token);
  expect(await cloudflare()).toMatch(/ {2}1 zones$/);
}, 120_000);
