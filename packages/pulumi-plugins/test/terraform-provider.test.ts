import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { InitializationFailed } from "../protocol/configured-provider.ts";
import { plainProperties, secret } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { AuthentikPackage } from "../terraform-provider/package.ts";
import { testAuthentik } from "../../stand-ins/test/authentik-support.ts";
import type { TestAuthentik } from "../../stand-ins/test/authentik-support.ts";
import { setFaults } from "../../stand-ins/test/support.ts";
import { change, flows, make, pluginFor, requests, urnOf } from "./terraform-provider-support.ts";

// What the official provider does that surprises, and what goes wrong.

let authentik: TestAuthentik;
let plugin: AuthentikPackage;
beforeEach(async () => {
  authentik = await testAuthentik();
  plugin = pluginFor(authentik);
});
afterEach(() => authentik.stop());

async function oauth2(more: Properties = {}): Promise<Properties> {
  return { ...(await flows(authentik)), name: "feeds", clientId: "feeds", ...more };
}

async function proxy(more: Properties = {}): Promise<Properties> {
  const basics = { name: "calendar", externalHost: "https://calendar.home.test", mode: "forward_single" };
  return { ...(await flows(authentik)), ...basics, ...more };
}

describe("a 404 is an error at a creation, in words of the bridge, and clears an update", () => {
  test.each(["POST", "GET"])("of a creation's %s", async (method) => {
    await setFaults(authentik.running.url, { kind: "status", status: 404, method, path: "/core/groups/" });
    await expect(make(plugin, "Group", { name: "family" })).rejects.toThrow(/DecodePropertyMap expected the decoder/);
  });

  test("of an update", async () => {
    const group = await make(plugin, "Group", { name: "family" });
    await authentik.ask("DELETE", `/core/groups/${group.id}/`);
    expect((await change(plugin, group, { name: "friends" })).state).toEqual({});
  });
});

describe("secrets", () => {
  test("a client secret that the server makes stays, and is marked", async () => {
    const made = await make(plugin, "ProviderOauth2", await oauth2());
    expect(made.state["clientSecret"]).toEqual(secret(made.outputs["clientSecret"]));
    expect(made.outputs["clientSecret"]).toMatch(/^\w{40,}$/);
    const renamed = await change(plugin, made, await oauth2({ name: "news" }));
    expect(renamed.outputs["clientSecret"]).toBe(made.outputs["clientSecret"]);
  });

  test("what the program marks is marked in the state, and no refusal shows it", async () => {
    const made = await make(plugin, "Group", { name: "family", attributes: secret('{"pin":1}') });
    expect(made.state["attributes"]).toEqual(secret('{"pin":1}'));
    const given = await oauth2({ clientSecret: secret("open-sesame"), clientId: secret("feeds") });
    await make(plugin, "ProviderOauth2", given);
    const again = make(plugin, "ProviderOauth2", given).catch(String);
    expect(await again).toMatch(/400 Bad Request.*POST \/api\/v3\/providers\/oauth2\/.*name/);
    expect(await again).not.toMatch(/open-sesame|tttt/);
  });
});

describe("what the official provider never sends", () => {
  test("false, for three switches of a proxy: a change for ever, and a switch that stays on", async () => {
    const off = { internalHostSslValidation: false, interceptHeaderAuth: false };
    const basic = { basicAuthUsernameAttribute: "user", basicAuthPasswordAttribute: "password" };
    const made = await make(plugin, "ProviderProxy", await proxy({ ...off, ...basic, basicAuthEnabled: true }));
    expect(made.outputs).toMatchObject({ internalHostSslValidation: true, interceptHeaderAuth: true });
    expect(plugin.diff(made, made.inputs).changed).toEqual(["internalHostSslValidation", "interceptHeaderAuth"]);
    const after = await change(plugin, made, await proxy({ ...basic, basicAuthEnabled: false }));
    expect(after.outputs).toMatchObject({ basicAuthEnabled: true });
  });

  test("an optional text that is taken away again stays on the server", async () => {
    const made = await make(plugin, "ProviderProxy", await proxy({ skipPathRegex: "^/health" }));
    const after = await change(plugin, made, await proxy());
    expect(after.outputs).toMatchObject({ skipPathRegex: "^/health" });
    expect(plugin.diff(after, await proxy()).changed).toEqual(["skipPathRegex"]);
  });

  test("a brand without a logo: the server's own one is a change for ever", async () => {
    const brand = await make(plugin, "Brand", { domain: "home.test" });
    expect(plugin.diff(brand, brand.inputs).changed).toEqual(["brandingLogo", "brandingFavicon"]);
  });

  test("a proxy's scopes, of which the server adds its own: listing some of them is a change for ever", async () => {
    const mapping = await make(plugin, "PropertyMappingProviderScope", { name: "m", scopeName: "m", expression: "1" });
    const some = await make(plugin, "ProviderProxy", await proxy({ propertyMappings: [mapping.id] }));
    expect(plugin.diff(some, some.inputs).changed).toEqual(["propertyMappings"]);
  });
});

describe("attachments", () => {
  async function outpostWith(count: number): Promise<{ outpost: string; providers: number[] }> {
    const made = await Promise.all(
      Array.from({ length: count }, async (_, index) =>
        make(plugin, "ProviderProxy", await proxy({ name: `p${index}` })),
      ),
    );
    const outpost = await authentik.first("/outposts/instances/");
    return { outpost: String(outpost["pk"]), providers: made.map(({ id }) => Number(id)) };
  }
  const attached = async (): Promise<unknown> => (await authentik.first("/outposts/instances/"))["providers"];

  test("GET, PATCH of the whole list, GET; another provider is another attachment", async () => {
    const { outpost, providers } = await outpostWith(2);
    const before = requests(authentik).length;
    const [first = 0, second = 0] = providers;
    const made = await make(plugin, "OutpostProviderAttachment", { outpost, protocolProvider: first });
    expect(made.id).toBe(`${outpost}:${first}`);
    const methods = requests(authentik).slice(before);
    expect(methods.map((call) => call.split(" ")[0])).toEqual(["GET", "PATCH", "GET"]);
    const changed = { outpost, protocolProvider: second };
    expect(plugin.diff(made, changed)).toEqual({ changed: ["protocolProvider"], replaces: ["protocolProvider"] });
    const other = await make(plugin, "OutpostProviderAttachment", changed);
    await plugin.delete(made);
    expect(await attached()).toEqual([second]);
    expect(await plugin.read(made)).toBeUndefined();
    expect(await plugin.read({ ...other, state: {}, inputs: {} })).toMatchObject({ inputs: changed });
  });

  test("one that another writer undid: nothing locks the list, so it is gone when it is read back", async () => {
    const { outpost, providers } = await outpostWith(1);
    await setFaults(authentik.running.url, { kind: "lost", method: "PATCH" });
    const given = { outpost, protocolProvider: providers[0] };
    await expect(make(plugin, "OutpostProviderAttachment", given)).rejects.toThrow(/DecodePropertyMap/);
    expect(await attached()).toEqual([]);
  });
});

describe("what fails", () => {
  test("the read after a creation: the resource is kept and updated next time", async () => {
    await setFaults(authentik.running.url, { kind: "status", status: 500, method: "GET", path: "/core/groups/" });
    const failed: unknown = await make(plugin, "Group", { name: "family" }).catch((error: unknown) => error);
    if (!(failed instanceof InitializationFailed)) throw new Error("was not kept");
    const before = { id: failed.made.id, urn: urnOf("Group"), inputs: {}, state: failed.made.outs, outputs: {} };
    expect(plainProperties(failed.made.outs)).toMatchObject({ name: "family" });
    expect((await change(plugin, before, { name: "family" })).outputs).toMatchObject({ groupId: failed.made.id });
  });

  test("the connection: an error that names the call; the server may have made it all the same", async () => {
    await setFaults(authentik.running.url, { kind: "drop", when: "after", method: "POST" });
    await expect(make(plugin, "Group", { name: "family" })).rejects.toThrow("POST /api/v3/core/groups/': no answer");
    await expect(make(plugin, "Group", { name: "family" })).rejects.toThrow("400 Bad Request");
  });

  test.each<[string, Properties, string]>([
    ["Group", { attributes: "[]" }, "attributes must be a JSON object"],
    ["Group", { colour: "blue" }, "colour is not a property"],
    ["Application", { name: "Feeds" }, "slug is required"],
    ["StageUserLogin", { sessionDuration: "1h" }, "sessionDuration must be a time span"],
    ["Outpost", { protocolProviders: ["feeds"] }, "protocolProviders[0] must be of type number"],
    ["Outpost", { protocolProviders: [], type: "dns" }, "type must be one of"],
  ])("%s with %j: %s", async (kind, inputs, problem) => {
    await expect(make(plugin, kind, { name: "x", ...inputs })).rejects.toThrow(problem);
  });

  test("a redirect URI with another mode", async () => {
    const uris = [{ matching_mode: "glob", url: "https://feeds.home.test/*" }];
    const made = make(plugin, "ProviderOauth2", await oauth2({ allowedRedirectUris: uris }));
    await expect(made).rejects.toThrow("matching_mode must be strict or regex");
  });
});

test("ignoreChanges holds for what the server changed, too", async () => {
  const group = await make(plugin, "Group", { name: "family", attributes: '{"a":1}' });
  await authentik.ask("PATCH", `/core/groups/${group.id}/`, { attributes: { b: 2 } });
  const read = await plugin.read(group);
  const before = { ...group, state: read?.outs ?? {} };
  expect(plugin.diff(before, group.inputs).changed).toEqual(["attributes"]);
  expect(plugin.diff({ ...before, ignored: ["attributes"] }, group.inputs).changed).toEqual([]);
});

test("another slug goes to the old address", async () => {
  const application = await make(plugin, "Application", { name: "Feeds", slug: "feeds" });
  const after = await change(plugin, application, { name: "Feeds", slug: "news" });
  expect(after.outputs).toMatchObject({ slug: "news", applicationId: "news" });
  expect(requests(authentik).slice(-2)).toEqual([
    "PUT /core/applications/feeds/ 200",
    "GET /core/applications/news/ 200",
  ]);
});
