import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { authentikContract } from "../authentik/contract/contract.ts";
import { providerFlows, testAuthentik } from "./authentik-support.ts";
import type { Body, TestAuthentik } from "./authentik-support.ts";

let authentik: TestAuthentik;
const made = new Map<string, Body>();
const paths: string[] = [];
beforeAll(async () => {
  authentik = await testAuthentik();
});
afterAll(() => authentik.stop());

const pk = (name: string): unknown => made.get(name)?.["pk"] ?? made.get(name)?.["pbm_uuid"];
const uris = [{ matching_mode: "strict", url: "https://x.test/" }];

/** One of every kind, each after what it refers to: its name here, its list, its body, the field in its path. */
const kinds: readonly (readonly [name: string, list: string, body: () => Body, key: string])[] = [
  ["oauth2", "/providers/oauth2/", () => ({ name: "o", client_id: "o", redirect_uris: uris }), "pk"],
  ["proxy", "/providers/proxy/", () => ({ name: "p", external_host: "https://p.test", mode: "forward_single" }), "pk"],
  ["ldap", "/providers/ldap/", () => ({ name: "l", base_dn: "dc=home" }), "pk"],
  [
    "application",
    "/core/applications/",
    () => ({ name: "A", slug: "a", provider: pk("oauth2"), backchannel_providers: [pk("ldap")] }),
    "slug",
  ],
  ["group", "/core/groups/", () => ({ name: "g", attributes: { a: 1 } }), "pk"],
  ["user", "/core/users/", () => ({ username: "u", name: "U", groups: [pk("group")], email: "u@x.test" }), "pk"],
  ["policy", "/policies/expression/", () => ({ name: "pol", expression: "return True" }), "pk"],
  ["bound group", "/policies/bindings/", () => ({ target: pk("application"), group: pk("group"), order: 0 }), "pk"],
  ["entitlement", "/core/application_entitlements/", () => ({ name: "e", app: pk("application") }), "pbm_uuid"],
  ["bound user", "/policies/bindings/", () => ({ target: pk("entitlement"), user: pk("user"), order: 0 }), "pk"],
  [
    "outpost",
    "/outposts/instances/",
    () => ({ name: "op", type: "proxy", providers: [pk("proxy")], config: {} }),
    "pk",
  ],
  ["flow", "/flows/instances/", () => ({ name: "F", slug: "f", title: "T", designation: "enrollment" }), "slug"],
  ["invitation stage", "/stages/invitation/stages/", () => ({ name: "inv" }), "pk"],
  ["login stage", "/stages/user_login/", () => ({ name: "ul", session_duration: "hours=1" }), "pk"],
  ["bound stage", "/flows/bindings/", () => ({ target: pk("flow"), stage: pk("invitation stage"), order: 0 }), "pk"],
  ["bound policy", "/policies/bindings/", () => ({ target: pk("flow"), policy: pk("policy"), order: 0 }), "pk"],
  ["invitation", "/stages/invitation/invitations/", () => ({ name: "ann", flow: pk("flow"), single_use: true }), "pk"],
  ["brand", "/core/brands/", () => ({ domain: "x.test", flow_authentication: pk("flow") }), "brand_uuid"],
  [
    "mapping",
    "/propertymappings/provider/scope/",
    () => ({ name: "m", scope_name: "m", expression: "return {}" }),
    "pk",
  ],
];

/** The fields that the contract names for an answer to a creation. */
const answered = (list: string): ReadonlySet<string> => {
  const contract = authentikContract();
  return contract.fields(contract.operation("POST", list)?.answers["201"] ?? {});
};

test.each(kinds)("%s: created, read, put and patched without a change, and listed", async (name, list, body, key) => {
  const wanted = { ...(list.startsWith("/providers/") ? await providerFlows(authentik) : {}), ...body() };
  const created = await authentik.create(list, wanted);
  made.set(name, created);
  const path = `${list}${String(created[key])}/`;
  paths.push(path);
  // A user says when it was last changed.
  const same = "last_updated" in created ? { ...created, last_updated: expect.any(String) } : created;
  expect(created).toMatchObject(wanted);
  expect(await authentik.ask("GET", path)).toEqual({ status: 200, body: same });
  expect(await authentik.ask("PUT", path, wanted)).toEqual({ status: 200, body: same });
  expect(
    await authentik.ask("PATCH", path, list === "/policies/bindings/" ? { target: wanted["target"] } : {}),
  ).toEqual({ status: 200, body: same });
  expect(Object.keys(created).filter((field) => !answered(list).has(field))).toEqual([]);
  const { results } = (await authentik.ask("GET", `${list}?page_size=100`)).body as { results: Body[] };
  expect(results.map((one) => one[key])).toContain(created[key]);
});

test("all of it goes again, and what was there before is left", async () => {
  const lists = [...new Set(kinds.map(([, list]) => list))];
  for (const path of paths.toReversed()) expect((await authentik.ask("DELETE", path)).status).toBe(204);
  const left = new Map<string, number>();
  for (const list of lists) {
    const { results } = (await authentik.ask("GET", list)).body as { results: Body[] };
    if (results.length > 0) left.set(list, results.length);
  }
  expect(Object.fromEntries(left)).toEqual({
    "/core/groups/": 1,
    "/core/users/": 1,
    "/outposts/instances/": 1,
    "/flows/instances/": 6,
    "/stages/user_login/": 1,
    "/flows/bindings/": 8,
    "/core/brands/": 1,
    "/propertymappings/provider/scope/": 7,
  });
});
