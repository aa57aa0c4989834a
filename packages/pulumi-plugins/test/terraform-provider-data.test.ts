import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { plainProperties } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { AuthentikPackage } from "../terraform-provider/package.ts";
import { testAuthentik } from "../../stand-ins/test/authentik-support.ts";
import type { TestAuthentik } from "../../stand-ins/test/authentik-support.ts";
import { make, pluginFor, requests, schema } from "./terraform-provider-support.ts";

let authentik: TestAuthentik;
let plugin: AuthentikPackage;
beforeAll(async () => {
  authentik = await testAuthentik();
  plugin = pluginFor(authentik);
});
afterAll(() => authentik.stop());

const scopes = ["openid", "email", "profile"].map((name) => `goauthentik.io/providers/oauth2/scope-${name}`);
const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

async function get(name: string, args: Properties): Promise<Properties> {
  const { result } = await plugin.invoke(`authentik:index/${name}:${name}`, args);
  return result;
}

test.each<[string, Properties, Properties]>([
  ["getFlow", { slug: "default-authentication-flow" }, { designation: "authentication" }],
  ["getPropertyMappingProviderScope", { managed: scopes[0] }, { scopeName: "openid" }],
  ["getPropertyMappingProviderScope", { scopeName: "ak_proxy" }, { scopeName: "ak_proxy" }],
  ["getBrand", { domain: "authentik-default" }, { default: true }],
  ["getOutpost", { name: "authentik Embedded Outpost" }, { name: "authentik Embedded Outpost" }],
  ["getGroup", { name: "authentik Admins" }, { isSuperuser: true, parents: [] }],
  ["getStage", { name: "default-authentication-identification" }, {}],
  ["getCertificateKeyPair", { name: "authentik Self-signed Certificate", fetchKey: false }, { fetchCertificate: true }],
])("%s %j: one list call, the UUID is the id", async (name, args, expected) => {
  const before = requests(authentik).length;
  const found = await get(name, args);
  expect(found).toMatchObject(expected);
  expect(found["id"]).toMatch(uuid);
  const known = Object.keys(schema.functions[`authentik:index/${name}:${name}`]?.outputs.properties ?? {});
  expect(Object.keys(found).filter((key) => !known.includes(key))).toEqual([]);
  expect(
    requests(authentik)
      .slice(before)
      .filter((call) => !call.includes("view_")),
  ).toHaveLength(1);
});

test("several scopes at once: their ids, in the server's order", async () => {
  const { ids } = await get("getPropertyMappingProviderScope", { managedLists: scopes });
  const each = await Promise.all(scopes.map((managed) => get("getPropertyMappingProviderScope", { managed })));
  expect([...(ids as string[])].sort()).toEqual(each.map(({ id }) => String(id)).sort());
});

test("a group by its key, with its people", async () => {
  const group = await make(plugin, "Group", { name: "family" });
  await make(plugin, "User", { username: "ann", name: "Ann", groups: [group.id] });
  const found = await get("getGroup", { pk: group.id });
  expect(found).toMatchObject({ name: "family", usersObjs: [{ username: "ann", isActive: true, lastLogin: "" }] });
});

test("a certificate's key is a secret", async () => {
  const found = await get("getCertificateKeyPair", { name: "authentik Self-signed Certificate" });
  expect(found["keyData"]).not.toEqual(plainProperties(found)["keyData"]);
  expect(plainProperties(found)["keyData"]).toMatch(/PRIVATE KEY/);
});

test.each<[string, Properties, string]>([
  ["getFlow", { slug: "none" }, "No matching flows found"],
  ["getGroup", { name: "none" }, "No matching groups found"],
  ["getGroup", {}, "one of `name,pk` must be specified"],
  ["getStage", { title: "x" }, "title: is not a property"],
  ["getCertificateKeyPair", {}, "name: is required"],
  ["getUser", { username: "akadmin" }, "has no authentik:index/getUser:getUser"],
])("%s %j: %s", async (name, args, problem) => {
  await expect(get(name, args)).rejects.toThrow(problem);
});
