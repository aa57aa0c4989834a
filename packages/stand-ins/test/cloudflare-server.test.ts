import { readFileSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startCloudflare } from "../cloudflare/server.ts";
import { recordsPath, testCloudflare, token, zone } from "./cloudflare-support.ts";
import type { TestCloudflare } from "./cloudflare-support.ts";
import { loggedRequests, setFaults } from "./support.ts";

let cloudflare: TestCloudflare;
beforeEach(async () => {
  cloudflare = await testCloudflare();
});
afterEach(() => cloudflare.stop());

const feeds = { name: "feeds", type: "A", content: "203.0.113.4", comment: "svc=feeds" };
const names = async (query: string): Promise<unknown[]> => {
  const { result } = await cloudflare.ask("GET", `${recordsPath}?${query}`);
  return (result as { name: string; type: string }[]).map(({ name, type }) => `${type} ${name}`);
};

test.each([
  ["type=A", ["A feeds.home.test", "A news.home.test"]],
  ["name.exact=FEEDS.home.test", ["A feeds.home.test", "AAAA feeds.home.test"]],
  ["name=feeds.home.test&type=AAAA", ["AAAA feeds.home.test"]],
  ["name.exact=feeds", []],
  ["content.exact=203.0.113.4&type=A", ["A feeds.home.test"]],
  ["name.startswith=www", ["CNAME www.home.test"]],
  ["comment.contains=svc", ["A feeds.home.test"]],
  ["proxied=true", ["A news.home.test"]],
  ["match=any&type=CNAME&proxied=true", ["A news.home.test", "CNAME www.home.test"]],
  [
    "order=type&direction=desc&name.endswith=s.home.test",
    ["AAAA feeds.home.test", "A feeds.home.test", "A news.home.test"],
  ],
])("records by %s", async (query, found) => {
  await cloudflare.create(feeds);
  await cloudflare.create({ name: "feeds", type: "AAAA", content: "2001:db8::1" });
  await cloudflare.create({ name: "news", type: "A", content: "203.0.113.5", proxied: true });
  await cloudflare.create({ name: "www", type: "CNAME", content: "feeds.home.test" });
  expect(await names(query)).toEqual(found);
});

test("a query parameter that the stand-in does not know, instead of too many records", async () => {
  expect(await cloudflare.ask("GET", `${recordsPath}?name.exakt=x`)).toMatchObject({ status: 400, code: 1004 });
});

test("pages end with an empty one", async () => {
  for (const host of ["a", "b", "c"]) await cloudflare.create({ ...feeds, name: host });
  const page = async (number: number): Promise<unknown> =>
    (await cloudflare.ask("GET", `${recordsPath}?per_page=2&page=${number}`)).body;
  const info = { per_page: 2, total_count: 3, total_pages: 2 };
  expect(await page(1)).toMatchObject({ result: [{}, {}], result_info: { ...info, page: 1, count: 2 } });
  expect(await page(2)).toMatchObject({ result: [{}], result_info: { ...info, page: 2, count: 1 } });
  expect(await page(3)).toMatchObject({ result: [], result_info: { ...info, page: 3, count: 0 } });
});

test("zones: by name, and one by its id, which is the same at every start", async () => {
  const found = await cloudflare.ask("GET", `zones?name=${zone.name}&status=active`);
  expect(found.result).toMatchObject([{ id: zone.id, name: zone.name, status: "active", type: "full" }]);
  expect((await cloudflare.ask("GET", "zones?name=other.test")).result).toEqual([]);
  expect((await cloudflare.ask("GET", `zones/${zone.id}`)).result).toMatchObject({ id: zone.id });
  expect(zone.id).toMatch(/^[0-9a-f]{32}$/);
});

const unknown = "0".repeat(32);
test.each([
  ["GET", `zones/${unknown}`, 404, 7003],
  ["GET", `zones/${unknown}/dns_records`, 404, 7003],
  ["POST", `zones/${unknown}/dns_records`, 404, 7003],
  ["GET", `${recordsPath}/${unknown}`, 404, 81044],
  ["GET", `${recordsPath}/none`, 404, 7003],
  ["GET", "zones/home.test", 404, 7003],
  ["GET", "accounts", 404, 7000],
  ["GET", `zones/${zone.id}/settings`, 404, 7000],
  ["GET", "/v5/zones", 404, 7000],
  ["DELETE", `zones/${zone.id}`, 405, 7001],
  ["POST", "zones", 405, 7001],
  ["PUT", recordsPath, 405, 7001],
])("%s %s", async (method, path, status, code) => {
  expect(await cloudflare.ask(method, path, method === "POST" ? feeds : undefined)).toMatchObject({ status, code });
});

test.each([
  ["another token", "b".repeat(40), 403, 10000],
  ["a token that is none", "short", 400, 6003],
])("%s", async (_what, bearer, status, code) => {
  expect(await cloudflare.ask("GET", recordsPath, undefined, bearer)).toMatchObject({ status, code });
});

test("no token is told so", async () => {
  const refused = await fetch(`${cloudflare.running.baseUrl}zones`);
  expect(await refused.json()).toMatchObject({ errors: [{ code: 9106 }] });
});

test("a start with a token that is none", async () => {
  await expect(startCloudflare({ ...cloudflare.options, token: "short" })).rejects.toThrow("the token is none");
});

test("records outlive the process; its files hold no token", async () => {
  const made = await cloudflare.create(feeds);
  await cloudflare.running.close();
  const again = await startCloudflare({ ...cloudflare.options, zones: [zone.name, "other.test"] });
  const held = await (await fetch(`${again.url}/_stand-in/state`)).json();
  await again.close();
  expect(held).toMatchObject({
    zones: [
      { name: zone.name, records: [made] },
      { name: "other.test", records: [] },
    ],
  });
  const { stateFile, log } = cloudflare.options;
  expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  expect(readFileSync(stateFile, "utf8") + readFileSync(log, "utf8")).not.toContain(token);
  expect(loggedRequests(log)).toEqual([{ method: "POST", path: `/client/v4/${recordsPath}`, status: 200 }]);
});

test("fault switches answer in the API's own form", async () => {
  await setFaults(cloudflare.running.url, { kind: "status", status: 429 }, { kind: "lost", method: "PATCH" });
  const limited = await cloudflare.ask("GET", recordsPath);
  expect(limited).toMatchObject({ status: 429, result: null, code: 971 });
  const made = await cloudflare.create(feeds);
  const path = `${recordsPath}/${String(made["id"])}`;
  expect((await cloudflare.ask("PATCH", path, { content: "203.0.113.9" })).result).toMatchObject({
    content: "203.0.113.9",
  });
  expect((await cloudflare.ask("GET", path)).result).toEqual(made);
});
