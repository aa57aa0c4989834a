import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Properties } from "../protocol/property-values.ts";
import type { AuthentikPackage } from "../terraform-provider/package.ts";
import { testAuthentik, type Body, type TestAuthentik } from "../../stand-ins/test/authentik-support.ts";
import { flows, make, pluginFor, requests } from "./terraform-provider-support.ts";

// What a role may do with one LDAP provider: no object of its own on the server.

let authentik: TestAuthentik;
let plugin: AuthentikPackage;
let given: Properties;
beforeAll(async () => {
  authentik = await testAuthentik();
  plugin = pluginFor(authentik);
  const { authorizationFlow: bindFlow, invalidationFlow: unbindFlow } = await flows(authentik);
  const provider = await make(plugin, "ProviderLdap", { name: "l", baseDn: "dc=home,dc=test", bindFlow, unbindFlow });
  const role = await make(plugin, "RbacRole", { name: "searches" });
  given = {
    role: role.id,
    model: "authentik_providers_ldap.ldapprovider",
    permission: "authentik_providers_ldap.search_full_directory",
    objectId: provider.id,
  };
});
afterAll(() => authentik.stop());

const granted = async (): Promise<unknown[]> =>
  (
    (await authentik.ask("GET", `/rbac/permissions/roles/?uuid=${String(given["role"])}`)).body["results"] as Body[]
  ).map((one) => one["object_pk"]);

test("is assigned, read, replaced when anything of it changes, and taken away", async () => {
  const made = await make(plugin, "RbacPermissionRole", given);
  expect(made.outputs).toMatchObject({ ...given, rbacPermissionRoleId: made.id });
  expect(await granted()).toEqual([given["objectId"]]);
  expect(plugin.diff(made, made.inputs)).toEqual({ changed: [], replaces: [] });
  expect(await plugin.read(made)).toMatchObject({ id: made.id, inputs: made.inputs });
  expect(plugin.diff(made, { ...made.inputs, objectId: "99" })).toEqual({
    changed: ["objectId"],
    replaces: ["objectId"],
  });
  await plugin.delete(made);
  expect(await granted()).toEqual([]);
  await expect(plugin.read(made)).rejects.toThrow("Permission not found");
  expect(requests(authentik).filter((call) => call.includes("assign"))).toEqual([
    expect.stringMatching(/^POST .*\/assign\/ 200$/),
    expect.stringMatching(/^PATCH .*\/unassign\/ 204$/),
  ]);
});

test.each([
  ["another permission", { permission: "authentik_core.view_user" }, "plays authentik_providers_ldap"],
  ["an object that is not there", { objectId: "4711" }, "Permission not found"],
])("%s is refused", async (_what, change, says) => {
  await expect(make(plugin, "RbacPermissionRole", { ...given, ...change })).rejects.toThrow(says);
});
