import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { CloudflareProvider } from "../cloudflare/provider.ts";
import { secret, unknownValue } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { recordsPath, testCloudflare, zone } from "../../stand-ins/test/cloudflare-support.ts";
import type { TestCloudflare } from "../../stand-ins/test/cloudflare-support.ts";
import { feeds, make, providerFor, urn } from "./cloudflare-support.ts";

let cloudflare: TestCloudflare;
let provider: CloudflareProvider;
beforeEach(async () => {
  cloudflare = await testCloudflare();
  provider = providerFor(cloudflare);
});
afterEach(() => cloudflare.stop());

const made = (inputs?: Properties): ReturnType<typeof make> => make(provider, inputs);

describe("life of a record", () => {
  test("create keeps what the program says and adds what only the API knows", async () => {
    const { state, id } = await made({ ...feeds, name: "feeds", comment: "managed-by=homelab svc=feeds" });
    expect(state).toMatchObject({ name: "feeds", proxied: false, proxiable: true, tags: [], meta: "{}" });
    expect(state["createdOn"]).toEqual(state["commentModifiedOn"]);
    const held = (await cloudflare.ask("GET", `${recordsPath}/${id}`)).result;
    expect(held).toMatchObject({ name: "feeds.home.test", comment: "managed-by=homelab svc=feeds" });
  });

  test("an existing identical record makes create fail, with Cloudflare's code", async () => {
    await made();
    await expect(made()).rejects.toThrow(/^failed to make http request: POST .*: 400 Bad Request .*81058/);
    await expect(made({ ...feeds, type: "CNAME", content: "other.home.test" })).rejects.toThrow("81053");
  });

  test("a proxied record needs TTL 1, said before the API is asked", async () => {
    const wrong = { ...feeds, proxied: true };
    await expect(provider.create(urn, wrong, true)).rejects.toThrow("ttl must be set to 1");
    expect((await made({ ...wrong, ttl: 1 })).state).toMatchObject({ proxied: true, ttl: 1 });
  });

  test("update replaces the whole record: what is left out goes", async () => {
    const before = await made({ ...feeds, comment: "mine" });
    const { createdOn } = before.state;
    const pending = await provider.update(before, { ...feeds, ttl: 300 }, true);
    expect(pending).toMatchObject({ modifiedOn: unknownValue, createdOn, ttl: 300 });
    const after = await provider.update(before, { ...feeds, ttl: 300 }, false);
    expect(after).toMatchObject({ createdOn, ttl: 300 });
    expect(after).not.toHaveProperty("comment");
    expect((await cloudflare.ask("GET", `${recordsPath}/${before.id}`)).result).toMatchObject({ comment: null });
  });

  test("delete, and a second delete that finds nothing is an error", async () => {
    const record = await made();
    await provider.delete(record);
    expect((await cloudflare.ask("GET", recordsPath)).result).toEqual([]);
    await expect(provider.delete(record)).rejects.toThrow(/: 404 Not Found .*81044/);
  });

  test("what was a secret stays one", async () => {
    const { state } = await made({ ...feeds, content: secret("203.0.113.4") });
    expect(state["content"]).toEqual(secret("203.0.113.4"));
    expect(state["ttl"]).toBe(60);
  });
});

describe("diff", () => {
  const alias = { ...feeds, type: "CNAME", content: "Gate.Home.Test" };
  test.each<[string, Properties, Properties, string[], string[]]>([
    ["nothing", feeds, {}, [], []],
    ["content", feeds, { content: "203.0.113.5" }, ["content"], []],
    ["content that is not known yet", feeds, { content: unknownValue }, ["content"], []],
    ["type", feeds, { type: "AAAA", content: "2001:db8::1" }, ["type", "content"], ["type"]],
    ["zone", feeds, { zoneId: "f".repeat(32) }, ["zoneId"], ["zoneId"]],
    ["name, short", feeds, { name: "feeds" }, [], []],
    ["name, another", feeds, { name: "news.home.test" }, ["name"], []],
    ["the case of a CNAME's target", alias, { content: "gate.home.test" }, [], []],
    ["a default said", alias, { settings: { flattenCname: false }, proxied: false, tags: [] }, [], []],
    ["a setting", alias, { settings: { flattenCname: true } }, ["settings"], []],
    ["a comment", feeds, { comment: "mine" }, ["comment"], []],
  ])("%s", async (_name, inputs, change, changed, replaces) => {
    const before = await made(inputs);
    const found = provider.diff(before, { ...inputs, ...change });
    expect([[...found.changed].sort(), found.replaces]).toEqual([[...changed].sort(), replaces]);
  });
});

describe("read", () => {
  test("an import by <zone_id>/<record_id> gives inputs that lead to the record", async () => {
    const { id } = await made({ ...feeds, comment: "mine" });
    const found = await provider.read({ id: `${zone.id}/${id}`, urn, state: {}, inputs: {} });
    expect(found?.id).toBe(id);
    expect(found?.inputs).toEqual({ ...feeds, comment: "mine", proxied: false });
    const state = { id, urn, state: found?.outs ?? {}, inputs: found?.inputs ?? {} };
    expect(provider.diff(state, { ...feeds, comment: "mine" }).changed).toEqual([]);
  });

  test("an import of what is not there, or without its zone, is an error", async () => {
    const nothing = { id: `${zone.id}/${"0".repeat(32)}`, urn, state: {}, inputs: {} };
    await expect(provider.read(nothing)).rejects.toThrow("81044");
    await expect(provider.read({ ...nothing, id: "0".repeat(32) })).rejects.toThrow("<zone_id>/<dns_record_id>");
  });

  test("what changed outside is seen, what only looks different is not", async () => {
    const record = await made({ ...feeds, name: "feeds" });
    await cloudflare.ask("PATCH", `${recordsPath}/${record.id}`, { content: "203.0.113.9", comment: "by hand" });
    const found = await provider.read(record);
    expect(found?.outs).toMatchObject({ name: "feeds.home.test", content: "203.0.113.9" });
    expect(found?.inputs).toEqual({ ...feeds, name: "feeds", content: "203.0.113.9", comment: "by hand" });
  });

  test("a record that is gone is dropped from the state", async () => {
    const record = await made();
    await provider.delete(record);
    expect(await provider.read(record)).toBeUndefined();
  });
});
