import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { connect } from "../cloudflare/client.ts";
import { CloudflareProvider } from "../cloudflare/provider.ts";
import { secret, unknownValue } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { testCloudflare, token, zone } from "../../stand-ins/test/cloudflare-support.ts";
import type { TestCloudflare } from "../../stand-ins/test/cloudflare-support.ts";
import { feeds, make, providerFor, schema, urn } from "./cloudflare-support.ts";

let cloudflare: TestCloudflare;
let provider: CloudflareProvider;
beforeEach(async () => {
  cloudflare = await testCloudflare();
  provider = providerFor(cloudflare);
});
afterEach(() => cloudflare.stop());

describe("the package", () => {
  test("is the npm package's version and takes what its types have", () => {
    const find = (path: string): string =>
      readFileSync(new URL(`../../../node_modules/@pulumi/cloudflare/${path}`, import.meta.url), "utf8");
    expect((JSON.parse(find("package.json")) as { version: string }).version).toBe(schema.version);
    const declared = /export interface DnsRecordArgs \{.*?^\}/ms.exec(find("dnsRecord.d.ts"))?.[0] ?? "";
    const names = [...declared.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name);
    const resource = schema.resources["cloudflare:index/dnsRecord:DnsRecord"];
    // The one that is left out belongs to record types that the stand-in does not have.
    expect(names.filter((name) => name !== "data")).toEqual(Object.keys(resource?.inputProperties ?? {}));
    const required = [...declared.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name);
    expect(required).toEqual(resource?.requiredInputs);
  });
});

describe("settings", () => {
  test.each([
    [{ apiToken: secret(token), baseUrl: "http://127.0.0.1:1/client/v4/", version: "6.22.1" }, []],
    [{ apiToken: unknownValue }, []],
    [{ apiToken: "short" }, ["apiToken"]],
    [{ apiToken: `${token} ` }, ["apiToken"]],
    [{ baseUrl: "127.0.0.1" }, ["baseUrl"]],
    [{ apiKey: "k".repeat(40), email: "a@home.test" }, ["apiKey", "email"]],
    [{ colour: "blue" }, ["colour"]],
  ])("%j: refused are %j", (settings, refused) => {
    const refusals = provider.checkConfig(settings);
    expect(refusals.map(({ property }) => property)).toEqual(refused);
    expect(JSON.stringify(refusals)).not.toContain("short");
  });

  test("the environment fills in what the settings leave out", async () => {
    const env = { CLOUDFLARE_BASE_URL: cloudflare.running.baseUrl.replace(/\/$/, ""), CLOUDFLARE_API_TOKEN: token };
    provider = new CloudflareProvider(schema, { env, connect });
    provider.configure({});
    expect((await make(provider)).id).toMatch(/^[0-9a-f]{32}$/);
    provider.configure({ baseUrl: "http://127.0.0.1:9/elsewhere" });
    await expect(provider.invoke("cloudflare:index/getZone:getZone", {})).rejects.toThrow("Exactly one");
  });

  test("no token: only what needs a call fails", async () => {
    provider = new CloudflareProvider(schema, { env: {}, connect });
    provider.configure({});
    expect((await provider.create(urn, feeds, true)).id).toBe("");
    await expect(make(provider)).rejects.toThrow("CLOUDFLARE_API_TOKEN");
  });
});

describe("check", () => {
  test.each<[Properties, string[]]>([
    [feeds, []],
    [{ ...feeds, content: unknownValue, type: unknownValue }, []],
    [{ ...feeds, type: "cname" }, []],
    [{ ...feeds, type: "ALIAS" }, ["type"]],
    [{ ...feeds, value: "203.0.113.4" }, ["value"]],
    [{ ...feeds, ttl: undefined }, ["ttl"]],
    [{ ...feeds, ttl: "60" }, ["ttl"]],
    [{ ...feeds, data: { tag: "issue" } }, ["data"]],
    [{ ...feeds, settings: { flatten: true } }, ["settings.flatten"]],
  ])("%j: refused are %j", (inputs, refused) => {
    expect(provider.check(urn, inputs).map(({ property }) => property)).toEqual(refused);
  });
});

describe("getZone", () => {
  const getZone = (args: Properties): ReturnType<CloudflareProvider["invoke"]> =>
    provider.invoke("cloudflare:index/getZone:getZone", args);

  test("by name and by id", async () => {
    const found = await getZone({ filter: { name: zone.name } });
    expect(found).toMatchObject({ result: { id: zone.id, zoneId: zone.id, name: zone.name, status: "active" } });
    expect(found).toMatchObject({ result: { nameServers: expect.any(Array), filter: { name: zone.name } } });
    expect(await getZone({ zoneId: zone.id })).toMatchObject({ result: { name: zone.name } });
  });

  test("a zone that is not there, both or neither argument, an argument that is none", async () => {
    await expect(getZone({ filter: { name: "other.test" } })).rejects.toThrow("exactly one result: 0 found");
    await expect(getZone({ zoneId: "f".repeat(32) })).rejects.toThrow(/: 404 Not Found .*7003/);
    await expect(getZone({ zoneId: zone.id, filter: {} })).rejects.toThrow("Exactly one of these attributes");
    expect(await getZone({ name: zone.name })).toMatchObject({ refusals: [{ property: "name" }] });
  });
});
