import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { version } from "../authentik/version.ts";
import { groupApplication, providerFlows, testAuthentik } from "./authentik-support.ts";
import type { Body, TestAuthentik } from "./authentik-support.ts";

// How a real server was seen to answer where its contract tells something else, or nothing.

let authentik: TestAuthentik;
beforeEach(async () => {
  authentik = await testAuthentik();
});
afterEach(() => authentik.stop());

const at = async (path: string): Promise<Body[]> => (await authentik.ask("GET", path)).body["results"] as Body[];
const slugs = async (query: string): Promise<unknown[]> =>
  (await at(`/core/applications/${query}`)).map(({ slug }) => slug);

test("the contract is the one of the release that the stand-in plays", () => {
  const file = createRequire(import.meta.url).resolve("@goauthentik/api/schema.yml");
  const [, said] = /^ {2}version: (\S+)$/m.exec(readFileSync(file, "utf8")) ?? [];
  expect(said).toBe(version);
});

test("applications: the token's user sees what it may use, whatever the filter; superuser_full_list shows all", async () => {
  await groupApplication(authentik, "feeds", undefined);
  await authentik.create("/core/applications/", { name: "open", slug: "open" });
  expect(await slugs("")).toEqual(["open"]);
  expect(await slugs("?slug=feeds")).toEqual(["open"]);
  expect(await slugs("?search=ope&slug=feeds")).toEqual([]);
  expect(await slugs("?superuser_full_list=true")).toEqual(["feeds", "open"]);
  expect(await slugs("?superuser_full_list=true&slug=feeds")).toEqual(["feeds"]);
});

test("a role's permissions come ten at a time, whatever is asked for", async () => {
  const { pk: role } = await authentik.create("/rbac/roles/", { name: "searches" });
  const flows = await providerFlows(authentik);
  for (const number of Array.from({ length: 11 }, (_, index) => index)) {
    const ldap = { ...flows, name: `l${number}`, base_dn: "dc=home" };
    const { pk } = await authentik.create("/providers/ldap/", ldap);
    const permissions = ["authentik_providers_ldap.search_full_directory"];
    const body = { permissions, model: "authentik_providers_ldap.ldapprovider", object_pk: String(pk) };
    await authentik.ask("POST", `/rbac/permissions/assigned_by_roles/${String(role)}/assign/`, body);
  }
  const path = `/rbac/permissions/roles/?uuid=${String(role)}&page_size=100`;
  expect(await at(path)).toHaveLength(10);
  expect(await at(`${path}&page=2`)).toHaveLength(1);
});

test("an unknown path below the API is a page for people; an object that is not there is JSON", async () => {
  const { status, headers, text } = await authentik.visit("/api/v3/nothing/");
  expect([status, headers.get("content-type"), text]).toEqual([
    404,
    expect.stringContaining("text/html"),
    expect.stringContaining("Not Found"),
  ]);
  expect(await authentik.ask("GET", "/flows/instances/nothing/")).toEqual({
    status: 404,
    body: { detail: "No Flow matches the given query." },
  });
});

test("an outpost's role stays when the outpost goes", async () => {
  const roles = async (): Promise<unknown[]> => (await at("/rbac/roles/")).map(({ name }) => name);
  const [embedded] = await roles();
  expect(embedded).toMatch(/^ak-managed-role--user-\d+$/);
  const ldap = { ...(await providerFlows(authentik)), name: "l", base_dn: "dc=home" };
  const { pk: provider } = await authentik.create("/providers/ldap/", ldap);
  const outpost = { name: "o", type: "ldap", providers: [provider], config: {} };
  const { pk } = await authentik.create("/outposts/instances/", outpost);
  await authentik.ask("PATCH", `/outposts/instances/${String(pk)}/`, { name: "p" });
  const made = await roles();
  expect(made).toEqual([embedded, expect.stringMatching(/^ak-managed-role--user-\d+$/)]);
  expect((await authentik.ask("DELETE", `/outposts/instances/${String(pk)}/`)).status).toBe(204);
  expect(await roles()).toEqual(made);
});

test.each([
  ["/policies/expression/", { name: "p" }],
  ["/propertymappings/provider/scope/", { name: "m", scope_name: "m" }],
])("%s compiles the expression that it is given", async (path, body) => {
  const refused = { status: 400, body: { expression: [expect.stringMatching(/^Expression Syntax Error: .*line 2/)] } };
  expect(await authentik.ask("POST", path, { ...body, expression: "return {" })).toEqual(refused);
  const made = await authentik.create(path, { ...body, expression: "if True:\n    return {}" });
  const own = `${path}${String(made["pk"])}/`;
  expect(await authentik.ask("PATCH", own, { expression: "retrun True" })).toEqual(refused);
  expect((await authentik.ask("GET", own)).body).toEqual(made);
});

test("a form without a line is refused", async () => {
  expect(await authentik.ask("POST", "/stages/prompt/stages/", { name: "s", fields: [] })).toEqual({
    status: 400,
    body: { fields: ["This list may not be empty."] },
  });
});
