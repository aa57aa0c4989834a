import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { testAuthentik } from "./authentik-support.ts";
import type { Body, TestAuthentik } from "./authentik-support.ts";

let authentik: TestAuthentik;
let application: Body;
let person: Body;
let family: Body;
let readers: Body;

beforeEach(async () => {
  authentik = await testAuthentik();
  application = await authentik.create("/core/applications/", { name: "feeds", slug: "feeds" });
  family = await authentik.create("/core/groups/", { name: "family" });
  readers = await authentik.create("/core/groups/", { name: "readers" });
  person = await authentik.create("/core/users/", { username: "ann", name: "Ann", groups: [family["pk"]] });
});
afterEach(() => authentik.stop());

const bind = (what: Body): Promise<Body> =>
  authentik.create("/policies/bindings/", { target: application["pk"], order: 0, ...what });
const group = (one: Body): Body => ({ group: one["pk"] });

async function passes(): Promise<unknown> {
  const path = `/core/applications/feeds/check_access/?for_user=${String(person["pk"])}`;
  return (await authentik.ask("GET", path)).body["passing"];
}

test("without an enabled binding an application is everybody's", async () => {
  expect(await passes()).toBe(true);
  const { pk, target } = await bind(group(readers));
  expect(await passes()).toBe(false);
  await authentik.ask("PATCH", `/policies/bindings/${String(pk)}/`, { target, enabled: false });
  expect(await passes()).toBe(true);
});

test("one of several bindings is enough, or all are needed", async () => {
  await bind(group(readers));
  await bind(group(family));
  expect(await passes()).toBe(true);
  await authentik.ask("PATCH", "/core/applications/feeds/", { policy_engine_mode: "all" });
  expect(await passes()).toBe(false);
  await authentik.ask("POST", `/core/groups/${String(readers["pk"])}/add_user/`, { pk: person["pk"] });
  expect(await passes()).toBe(true);
});

test("a user, a negated group, a group through its parent, and nobody who is not active", async () => {
  const { pk } = await bind({ user: person["pk"] });
  expect(await passes()).toBe(true);
  await authentik.ask("DELETE", `/policies/bindings/${String(pk)}/`);
  const negated = await bind({ ...group(family), negate: true });
  expect(await passes()).toBe(false);
  await authentik.ask("DELETE", `/policies/bindings/${String(negated["pk"])}/`);
  await bind(group(readers));
  await authentik.ask("PATCH", `/core/groups/${String(family["pk"])}/`, { parents: [readers["pk"]] });
  expect(await passes()).toBe(true);
  await authentik.ask("PATCH", `/core/users/${String(person["pk"])}/`, { is_active: false });
  expect(await passes()).toBe(false);
  await expect(authentik.login("ann")).rejects.toThrow("not active");
});

test.each([
  ["return True", true],
  ["# nobody\nreturn False", false],
  ['return ak_is_group_member(request.user, name="family")', true],
  ['return not ak_is_group_member(request.user, name="family")', false],
  ["return request.context['x'] > 3", undefined],
])("an expression policy: %s", async (expression, decided) => {
  const policy = await authentik.create("/policies/expression/", { name: "p", expression });
  await bind({ policy: policy["pk"] });
  expect(await passes()).toBe(decided);
});

test("a PUT of a group without its users empties it, as the server's does", async () => {
  const path = `/core/groups/${String(family["pk"])}/`;
  expect((await authentik.ask("GET", path)).body["users"]).toEqual([person["pk"]]);
  await authentik.ask("PATCH", path, { is_superuser: true });
  expect((await authentik.ask("GET", path)).body["users"]).toEqual([person["pk"]]);
  await authentik.ask("PUT", path, { name: "family" });
  expect((await authentik.ask("GET", path)).body).toMatchObject({ users: [], is_superuser: true });
});

test("the login page takes a password, and leads nowhere else", async () => {
  await authentik.ask("POST", `/core/users/${String(person["pk"])}/set_password/`, { password: "made up" });
  const page = `${authentik.running.url}/if/flow/default-authentication-flow/`;
  const send = (fields: Record<string, string>): Promise<Response> =>
    fetch(page, { method: "POST", redirect: "manual", body: new URLSearchParams({ username: "ann", ...fields }) });
  const right = await send({ password: "made up", next: "/application/o/authorize/?x=1" });
  expect([right.status, right.headers.get("location")]).toEqual([302, "/application/o/authorize/?x=1"]);
  expect(right.headers.getSetCookie()[0]).toContain("authentik_session=");
  const away = await send({ password: "made up", next: "//elsewhere.test" });
  expect(away.headers.get("location")).toBe("/if/user/");
  expect((await send({ password: "wrong" })).status).toBe(401);
  expect((await send({ username: "akadmin", password: "" })).status).toBe(401);
  expect((await authentik.visit("/if/flow/default-authentication-flow/?next=%22%3E")).text).toContain('method="post"');
});

test("how long a session lasts is what the login stage says", async () => {
  const stage = await authentik.first("/stages/user_login/?name=default-authentication-login");
  const login = async (): Promise<string> => {
    const body = JSON.stringify({ username: "ann" });
    const answer = await fetch(`${authentik.running.url}/_stand-in/login`, { method: "POST", body });
    return answer.headers.getSetCookie()[0] ?? "";
  };
  expect(await login()).not.toContain("Max-Age");
  await authentik.ask("PATCH", `/stages/user_login/${String(stage["pk"])}/`, { session_duration: "days=7" });
  expect(await login()).toContain("Max-Age=604800");
});

test("the launcher shows what a person may open, and sends nobody else past the login", async () => {
  await authentik.create("/core/applications/", { name: "Open", slug: "open", meta_launch_url: "https://open.test/" });
  await bind(group(readers));
  const stranger = await authentik.visit("/if/user/");
  expect([stranger.status, stranger.location]).toEqual([
    302,
    "/if/flow/default-authentication-flow/?next=%2Fif%2Fuser%2F",
  ]);
  const shown = await authentik.visit("/if/user/", { cookie: await authentik.login("ann") });
  expect(shown.text).toContain('<li><a href="https://open.test/">Open</a></li></ul>');
});
