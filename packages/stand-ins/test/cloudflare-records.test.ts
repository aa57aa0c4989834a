import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { recordsPath, testCloudflare } from "./cloudflare-support.ts";
import type { TestCloudflare } from "./cloudflare-support.ts";

let cloudflare: TestCloudflare;
beforeEach(async () => {
  cloudflare = await testCloudflare();
});
afterEach(() => cloudflare.stop());

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+Z$/);
const feeds = { name: "feeds.home.test", type: "A", content: "203.0.113.4", ttl: 300 };

test("a record as it comes back", async () => {
  const made = await cloudflare.ask("POST", recordsPath, { ...feeds, comment: "managed-by=homelab svc=feeds" });
  expect(made.status).toBe(200);
  const result = {
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    ...{ ...feeds, proxiable: true, proxied: false, settings: {}, meta: {}, tags: [] },
    ...{ comment: "managed-by=homelab svc=feeds", comment_modified_on: time, created_on: time, modified_on: time },
  };
  expect(made.body).toEqual({ success: true, errors: [], messages: [], result });
  const { id } = made.result as { id: string };
  expect((await cloudflare.ask("GET", `${recordsPath}/${id}`)).result).toEqual(made.result);
});

test("defaults: automatic TTL, not proxied, no comment and no time of one", async () => {
  const made = await cloudflare.create({ name: "www", type: "CNAME", content: "Feeds.Home.Test." });
  const settings = { flatten_cname: false };
  expect(made).toMatchObject({ name: "www.home.test", content: "feeds.home.test", ttl: 1, comment: null, settings });
  expect(made).not.toHaveProperty("comment_modified_on");
  expect(await cloudflare.create({ ...feeds, proxied: true })).toMatchObject({ ttl: 1, proxied: true });
});

test.each([
  ["@", "home.test"],
  ["home.test.", "home.test"],
  ["Feeds", "feeds.home.test"],
  ["feeds.HOME.test", "feeds.home.test"],
  ["*.feeds", "*.feeds.home.test"],
  ["_acme-challenge.feeds", "_acme-challenge.feeds.home.test"],
  ["bücher", "xn--bcher-kva.home.test"],
  ["1.2", "1.2.home.test"],
  ["feeds.other.test", "feeds.other.test.home.test"],
])("the name %s is kept as %s", async (name, kept) => {
  expect(await cloudflare.create({ ...feeds, name })).toMatchObject({ name: kept });
});

test.each([
  [{ name: "" }, 9000],
  [{ name: "a b" }, 9000],
  [{ name: "feeds.*.home.test" }, 9000],
  [{ name: `${"a".repeat(64)}.home.test` }, 9000],
  [{ name: undefined }, 9000],
  [{ type: "LOC" }, 9020],
  [{ type: undefined }, 9020],
  [{ content: "203.0.113" }, 9005],
  [{ content: "2001:db8::1" }, 9005],
  [{ content: undefined }, 9005],
  [{ type: "AAAA" }, 9006],
  [{ type: "CNAME", content: "203.0.113.4" }, 9007],
  [{ type: "CNAME", content: "https://home.test" }, 9007],
  [{ type: "CNAME", content: "feeds.home.test" }, 9039],
  [{ type: "MX", content: "mail.home.test" }, 9101],
  [{ type: "TXT", content: "" }, 9010],
  [{ ttl: 0 }, 9021],
  [{ ttl: 59 }, 9021],
  [{ ttl: 60.5 }, 9021],
  [{ ttl: 86_401 }, 9021],
  [{ proxied: true, content: "192.168.1.10" }, 9003],
  [{ proxied: true, type: "AAAA", content: "fd00::1" }, 9003],
  [{ proxied: true, type: "TXT", content: "x" }, 9041],
  [{ comment: "c".repeat(101) }, 9313],
  [{ tags: ["svc:feeds"] }, 9300],
  [{ ttl: "300" }, 9207],
  [{ proxied: "yes" }, 9207],
])("refused: %j", async (change, code) => {
  const refused = await cloudflare.ask("POST", recordsPath, { ...feeds, ...change });
  expect([refused.status, refused.code, refused.result, refused.body["success"]]).toEqual([400, code, null, false]);
  expect((await cloudflare.ask("GET", recordsPath)).result).toEqual([]);
});

test("a body that is no JSON", async () => {
  expect(await cloudflare.ask("POST", recordsPath, "{")).toMatchObject({ status: 400, code: 6007 });
});

const cname = { name: "feeds", type: "CNAME", content: "host.home.test" };
test.each([
  ["identical", feeds, feeds, 81058],
  ["identical but for TTL and comment", feeds, { ...feeds, ttl: 60, comment: "mine" }, 81058],
  ["a CNAME in other case", cname, { ...cname, content: "HOST.home.test" }, 81058],
  ["an A beside a CNAME", cname, feeds, 81054],
  ["an AAAA beside a CNAME", cname, { ...feeds, type: "AAAA", content: "2001:db8::1" }, 81054],
  ["a CNAME beside an A", feeds, cname, 81053],
  ["a second CNAME", cname, { ...cname, content: "other.home.test" }, 81053],
])("%s is refused", async (_what, first, second, code) => {
  await cloudflare.create(first);
  expect(await cloudflare.ask("POST", recordsPath, second)).toMatchObject({ status: 400, code });
});

test.each([
  ["a second address", feeds, { ...feeds, content: "203.0.113.5" }],
  ["an AAAA beside an A", feeds, { ...feeds, type: "AAAA", content: "2001:db8::1" }],
  ["a TXT beside a CNAME", cname, { name: "feeds", type: "TXT", content: '"x"' }],
  ["the same below another name", cname, { ...cname, name: "news" }],
])("%s is fine", async (_what, first, second) => {
  await cloudflare.create(first);
  await cloudflare.create(second);
  expect((await cloudflare.ask("GET", recordsPath)).result).toHaveLength(2);
});

test("PUT replaces: what is left out gets its default, id and creation stay", async () => {
  const made = await cloudflare.create({ ...feeds, comment: "mine" });
  const path = `${recordsPath}/${String(made["id"])}`;
  const put = await cloudflare.ask("PUT", path, { name: "feeds", type: "A", content: "203.0.113.9", ttl: 60 });
  const { comment_modified_on, modified_on, ...kept } = made;
  expect(comment_modified_on).toEqual(modified_on);
  expect(put.result).toEqual({ ...kept, content: "203.0.113.9", ttl: 60, comment: null, modified_on: time });
  expect((await cloudflare.ask("GET", path)).result).toEqual(put.result);
});

test("PATCH merges, and null clears a comment", async () => {
  const made = await cloudflare.create({ ...feeds, comment: "mine" });
  const path = `${recordsPath}/${String(made["id"])}`;
  const patched = await cloudflare.ask("PATCH", path, { content: "203.0.113.9" });
  expect(patched.result).toEqual({ ...made, content: "203.0.113.9", modified_on: time });
  expect((await cloudflare.ask("PATCH", path, { comment: null })).result).not.toHaveProperty("comment_modified_on");
  expect((await cloudflare.ask("PATCH", path, { ttl: 2 })).code).toBe(9021);
});

test("a change into what another record is, is refused; one into itself is not", async () => {
  const made = await cloudflare.create(feeds);
  await cloudflare.create({ ...feeds, content: "203.0.113.5" });
  const path = `${recordsPath}/${String(made["id"])}`;
  expect((await cloudflare.ask("PUT", path, feeds)).status).toBe(200);
  expect((await cloudflare.ask("PUT", path, { ...feeds, content: "203.0.113.5" })).code).toBe(81058);
  expect((await cloudflare.ask("PUT", path, cname)).code).toBe(81053);
});

test("deleted is gone", async () => {
  const { id } = await cloudflare.create(feeds);
  const path = `${recordsPath}/${String(id)}`;
  expect((await cloudflare.ask("DELETE", path)).result).toEqual({ id });
  for (const method of ["GET", "DELETE"]) {
    expect(await cloudflare.ask(method, path)).toMatchObject({ status: 404, code: 81044, result: null });
  }
  expect(await cloudflare.ask("PUT", path, feeds)).toMatchObject({ status: 404, code: 81044 });
});

test("a full zone", async () => {
  for (let host = 0; host < 200; host += 1) await cloudflare.create({ ...feeds, name: `h${host}` });
  expect((await cloudflare.ask("POST", recordsPath, feeds)).code).toBe(81045);
});
