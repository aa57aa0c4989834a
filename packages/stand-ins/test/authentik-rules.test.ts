import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { testAuthentik } from "./authentik-support.ts";
import type { Body, TestAuthentik } from "./authentik-support.ts";

// Rules that no contract tells, as a real server was seen to have them.

let authentik: TestAuthentik;
beforeEach(async () => {
  authentik = await testAuthentik();
});
afterEach(() => authentik.stop());

const UNIQUE = (fields: string) => ({
  status: 400,
  body: { non_field_errors: [`The fields ${fields} must make a unique set.`] },
});

test("what may be there once: a stage, a policy or an entitlement at its place; a group's binding may be there twice", async () => {
  const flow = (
    await authentik.create("/flows/instances/", { name: "f", slug: "f", title: "F", designation: "enrollment" })
  )["pk"];
  const policy = (await authentik.create("/policies/expression/", { name: "p", expression: "return True" }))["pk"];
  const app = (await authentik.create("/core/applications/", { name: "a", slug: "a" }))["pk"];
  const stage = (await authentik.create("/stages/invitation/stages/", { name: "s" }))["pk"];
  const group = (await authentik.create("/core/groups/", { name: "g" }))["pk"];
  const twice = async (path: string, body: Body) => {
    await authentik.create(path, body);
    return authentik.ask("POST", path, body);
  };
  expect(await twice("/flows/bindings/", { target: flow, stage, order: 0 })).toEqual(UNIQUE("target, stage, order"));
  expect(await twice("/policies/bindings/", { target: app, policy, order: 0 })).toEqual(
    UNIQUE("policy, target, order"),
  );
  expect(await twice("/core/application_entitlements/", { app, name: "write" })).toEqual(UNIQUE("app, name"));
  expect(await twice("/policies/bindings/", { target: app, group, order: 0 })).toMatchObject({ status: 201 });
});

test("an invitation without an end is over in half an hour", async () => {
  const { expires } = await authentik.create("/stages/invitation/invitations/", { name: "anna", expires: null });
  const minutes = (Date.parse(String(expires)) - Date.now()) / 60_000;
  expect(Math.round(minutes)).toBe(30);
});

test("a permission for an object that does not exist is given for all of them", async () => {
  const { pk: role } = await authentik.create("/rbac/roles/", { name: "r" });
  const permission = "authentik_providers_ldap.search_full_directory";
  const body = { permissions: [permission], model: "authentik_providers_ldap.ldapprovider", object_pk: "4711" };
  expect(
    await authentik.ask("POST", `/rbac/permissions/assigned_by_roles/${String(role)}/assign/`, body),
  ).toMatchObject({ status: 200 });
  const { body: listed } = await authentik.ask("GET", `/rbac/permissions/roles/?uuid=${String(role)}`);
  expect(listed["results"]).toEqual([]);
});
