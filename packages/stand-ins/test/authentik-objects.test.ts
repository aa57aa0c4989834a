import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startAuthentik } from "../authentik/server.ts";
import { providerFlows, testAuthentik } from "./authentik-support.ts";
import type { Body, TestAuthentik } from "./authentik-support.ts";
import { loggedRequests, setFaults } from "./support.ts";

let authentik: TestAuthentik;
beforeEach(async () => {
  authentik = await testAuthentik();
});
afterEach(() => authentik.stop());

const oauth2 = async (name: string): Promise<Body> =>
  authentik.create("/providers/oauth2/", {
    name,
    client_id: name,
    redirect_uris: [{ matching_mode: "strict", url: "https://feeds.home.test/cb" }],
    ...(await providerFlows(authentik)),
  });
const proxy = async (name: string): Promise<Body> =>
  authentik.create("/providers/proxy/", {
    name,
    mode: "forward_single",
    external_host: `https://${name}.home.test`,
    ...(await providerFlows(authentik)),
  });

test.each([
  "/core/applications/",
  "/core/application_entitlements/",
  "/core/groups/?name=authentik%20Admins&include_users=false",
  "/core/users/?username=akadmin",
  "/core/brands/?domain=authentik-default",
  "/providers/oauth2/",
  "/providers/proxy/",
  "/providers/ldap/",
  "/providers/all/",
  "/outposts/instances/?name__iexact=authentik%20embedded%20outpost",
  "/policies/bindings/",
  "/policies/expression/",
  "/policies/all/",
  "/flows/instances/?slug=default-authentication-flow&designation=authentication",
  "/flows/bindings/",
  "/stages/all/?name=default-authentication-identification",
  "/stages/invitation/stages/",
  "/stages/prompt/prompts/",
  "/stages/prompt/stages/",
  "/stages/user_write/",
  "/stages/user_login/",
  "/stages/invitation/invitations/",
  "/propertymappings/provider/scope/?managed=goauthentik.io/providers/oauth2/scope-openid",
  "/crypto/certificatekeypairs/?name=authentik%20Self-signed%20Certificate",
])("a fresh install answers %s as the contract says", async (path) => {
  const { status, body } = await authentik.ask("GET", path);
  expect([status, Object.keys(body)]).toEqual([200, ["pagination", "results", "autocomplete"]]);
  if (path.includes("?")) expect(body["results"]).toHaveLength(1);
});

test("settings, version and default config", async () => {
  const config = await authentik.visit("/api/v3/root/config/");
  expect(JSON.parse(config.text)).toMatchObject({ error_reporting: { enabled: false } });
  expect((await authentik.ask("GET", "/admin/version/")).body).toMatchObject({ outdated: false });
  const { body } = await authentik.ask("GET", "/outposts/instances/default_settings/");
  expect(body).toMatchObject({ config: { authentik_host: `${authentik.running.url}/` } });
});

test("scopes by several marks, in one list", async () => {
  const mark = (name: string): string => `managed=goauthentik.io/providers/oauth2/scope-${name}`;
  const path = `/propertymappings/provider/scope/?${mark("openid")}&${mark("email")}&ordering=scope_name`;
  const { results } = (await authentik.ask("GET", path)).body as { results: Body[] };
  expect(results.map((one) => one["scope_name"])).toEqual(["email", "openid"]);
});

test("a PUT keeps what it does not say, null clears", async () => {
  const { pk } = await oauth2("feeds");
  const application = { name: "Feeds", slug: "feeds" };
  await authentik.create("/core/applications/", { ...application, provider: pk, group: "reading" });
  const kept = await authentik.ask("PUT", "/core/applications/feeds/", application);
  expect(kept.body).toMatchObject({ provider: pk, group: "reading", launch_url: "https://feeds.home.test" });
  const cleared = await authentik.ask("PUT", "/core/applications/feeds/", { ...application, provider: null });
  expect(cleared.body).toMatchObject({ provider: null, provider_obj: null });
  expect((await authentik.ask("PATCH", "/core/applications/feeds/", { slug: "news" })).body["slug"]).toBe("news");
  expect((await authentik.ask("GET", "/core/applications/feeds/")).status).toBe(404);
});

test.each([
  ["/core/applications/", { name: "x", slug: "a b" }, "slug", "consisting of letters, numbers, underscores or hyphens"],
  ["/core/applications/", { name: "x" }, "slug", "This field is required."],
  [
    "/core/applications/",
    { name: "x", slug: "x", provider: 77 },
    "provider",
    'Invalid pk "77" - object does not exist.',
  ],
  ["/core/groups/", { name: "authentik Admins" }, "name", "already exists"],
  ["/core/users/", { username: "akadmin", name: "x" }, "username", "already exists"],
  ["/core/groups/", { name: 7 }, "name", "Not a valid string."],
])("POST %s of %j is refused", async (path, body, field, message) => {
  const answer = await authentik.ask("POST", path, body);
  expect(answer.status).toBe(400);
  expect(String(answer.body[field])).toContain(message);
});

test("one provider, one application; provider kinds share numbers and names", async () => {
  const one = await oauth2("feeds");
  const other = await proxy("calendar");
  expect(other["pk"]).toBe(Number(one["pk"]) + 1);
  await authentik.create("/core/applications/", { name: "a", slug: "a", provider: one["pk"] });
  const taken = await authentik.ask("POST", "/core/applications/", { name: "b", slug: "b", provider: one["pk"] });
  expect([taken.status, Object.keys(taken.body)]).toEqual([400, ["provider"]]);
  const again = { ...(await providerFlows(authentik)), name: "feeds", base_dn: "dc=home" };
  expect((await authentik.ask("POST", "/providers/ldap/", again)).body).toHaveProperty("name");
});

test("rules of proxy providers, bindings and outposts", async () => {
  const flows = await providerFlows(authentik);
  const whole = await authentik.ask("POST", "/providers/proxy/", {
    name: "x",
    external_host: "https://x.test",
    ...flows,
  });
  expect(Object.keys(whole.body)).toEqual(["internal_host"]);
  const application = await authentik.create("/core/applications/", { name: "a", slug: "a" });
  const none = await authentik.ask("POST", "/policies/bindings/", { target: application["pk"], order: 0 });
  expect(none).toMatchObject({ status: 400, body: { non_field_errors: [expect.stringContaining("One of")] } });
  const outpost = { name: "o", type: "ldap", config: {}, providers: [(await proxy("c"))["pk"]] };
  expect((await authentik.ask("POST", "/outposts/instances/", outpost)).body).toHaveProperty("providers");
  const made = await authentik.create("/outposts/instances/", { ...outpost, type: "proxy" });
  const emptied = await authentik.ask("PATCH", `/outposts/instances/${String(made["pk"])}/`, { providers: [] });
  expect(emptied.status).toBe(400);
});

test("deleting an application takes its bindings; deleting a provider leaves its application", async () => {
  const { pk } = await oauth2("feeds");
  const application = await authentik.create("/core/applications/", { name: "a", slug: "a", provider: pk });
  const group = await authentik.create("/core/groups/", { name: "family" });
  const binding = { target: application["pk"], group: group["pk"], order: 0 };
  const { pk: bound } = await authentik.create("/policies/bindings/", binding);
  expect((await authentik.ask("DELETE", `/providers/oauth2/${String(pk)}/`)).status).toBe(204);
  expect((await authentik.ask("GET", "/core/applications/a/")).body["provider"]).toBeNull();
  expect((await authentik.ask("DELETE", "/core/applications/a/")).status).toBe(204);
  expect((await authentik.ask("GET", `/policies/bindings/${String(bound)}/`)).status).toBe(404);
  expect((await authentik.ask("DELETE", "/core/applications/a/")).status).toBe(404);
});

test("who may ask, and for what", async () => {
  const anonymous = await authentik.visit("/api/v3/core/users/");
  expect([anonymous.status, anonymous.text]).toEqual([403, expect.stringContaining("not provided")]);
  const wrong = await authentik.visit("/api/v3/core/users/", { authorization: `Bearer ${"x".repeat(60)}` });
  expect([wrong.status, wrong.text]).toEqual([403, '{"detail":"Token invalid/expired"}']);
  expect((await authentik.visit("/api/v3/core/users")).status).toBe(404);
  expect((await authentik.ask("DELETE", "/core/users/")).status).toBe(405);
  expect((await authentik.ask("GET", "/core/users/me/")).status).toBe(501);
});

test("the state is found again, its secrets masked where it is shown, and nothing of them in the log", async () => {
  const { client_secret: secret } = await oauth2("feeds");
  const shown = await authentik.visit("/_stand-in/state");
  expect(shown.text).toContain('"client_id":"feeds"');
  expect(shown.text).not.toContain(secret);
  expect(shown.text).not.toContain("PRIVATE KEY");
  expect(readFileSync(authentik.options.log, "utf8")).not.toContain(token());
  await authentik.running.close();
  const again = await startAuthentik(authentik.options);
  const headers = { authorization: `Bearer ${token()}` };
  const found = await fetch(`${again.url}/api/v3/providers/oauth2/?name=feeds`, { headers });
  expect(await found.json()).toMatchObject({ results: [{ client_secret: secret }] });
  await again.close();
});

test("a lost update answers as if it were made; a fault speaks as the API does", async () => {
  await authentik.create("/core/applications/", { name: "a", slug: "a" });
  await setFaults(authentik.running.url, { kind: "lost" }, { kind: "status", status: 500, method: "DELETE" });
  expect((await authentik.ask("PATCH", "/core/applications/a/", { group: "g" })).body["group"]).toBe("g");
  expect((await authentik.ask("GET", "/core/applications/a/")).body["group"]).toBe("");
  expect(await authentik.ask("DELETE", "/core/applications/a/")).toMatchObject({
    status: 500,
    body: { detail: expect.any(String) },
  });
  expect(loggedRequests(authentik.options.log).map(({ status }) => status)).toEqual([201, 200, 200, 500]);
});

const token = (): string => authentik.options.token;
