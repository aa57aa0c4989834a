import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ENROLLMENT_FLOW, INVITED_GROUPS } from "../../core/authentik/enrollment.ts";
import { testAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import type { Body, TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import { makeEnrollmentFlow } from "./enrollment-flow.ts";

let authentik: TestAuthentik;
let flow: Body;

const page = `/if/flow/${ENROLLMENT_FLOW}/`;
const person = {
  ...{ username: "anna", name: "Anna", email: "anna@home.test" },
  ...{ password: "correct horse", password_repeat: "correct horse" },
};

const invitation = async (more: Body = {}): Promise<string> => {
  const what = { name: "anna", single_use: false, flow: flow["pk"], ...more };
  return String((await authentik.create("/stages/invitation/invitations/", what))["pk"]);
};
const send = (token: string, form: Record<string, string> = person) =>
  fetch(`${authentik.running.url}${page}?itoken=${token}`, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
  });
const accounts = async (): Promise<unknown[]> =>
  ((await authentik.ask("GET", "/core/users/")).body["results"] as Body[]).map(({ username }) => username);

beforeAll(async () => {
  authentik = await testAuthentik();
  await authentik.create("/core/groups/", { name: "family" });
  flow = await makeEnrollmentFlow(authentik);
});
afterAll(() => authentik.stop());

test("a link shows a form that is filled in beforehand, leads to an account with its groups, and works once", async () => {
  const token = await invitation({
    fixed_data: { username: "anna", [INVITED_GROUPS]: ["family", "authentik Admins", "strangers"] },
  });
  const form = await authentik.visit(`${page}?itoken=${token}`);
  expect([form.status, form.text]).toEqual([200, expect.stringContaining('name="username" type="text" value="anna"')]);
  const { status, headers } = await send(token);
  expect([status, headers.get("location")]).toEqual([302, "/if/user/"]);
  expect(headers.getSetCookie().join()).toContain("authentik_session=");
  const made = await authentik.first("/core/users/?username=anna");
  expect(made).toMatchObject({ name: "Anna", email: "anna@home.test", type: "internal", is_active: true });
  // Nobody becomes an administrator by an invitation, and a group that is not there is not made.
  expect((made["groups_obj"] as Body[]).map(({ name }) => name)).toEqual(["family"]);
  const signedOn = await fetch(`${authentik.running.url}/if/flow/default-authentication-flow/`, {
    ...{ method: "POST", redirect: "manual" },
    body: new URLSearchParams({ username: "anna", password: "correct horse" }),
  });
  expect(signedOn.status).toBe(302);
  expect((await send(token, { ...person, username: "eve" })).status).toBe(403);
  expect(await accounts()).not.toContain("eve");
});

test("an opened form may be closed and opened again, in another browser too, until the account is made", async () => {
  const token = await invitation();
  const opened = () => authentik.visit(`${page}?itoken=${token}`);
  expect([(await opened()).status, (await opened()).status]).toEqual([200, 200]);
  expect((await send(token, { ...person, username: "carla" })).status).toBe(302);
  // A second browser whose form is still open.
  expect((await send(token, { ...person, username: "carl" })).status).toBe(403);
  expect(await accounts()).not.toContain("carl");
});

test("Authentik's own single use ends with the opened form, for every other browser", async () => {
  const token = await invitation({ single_use: true });
  const form = await authentik.visit(`${page}?itoken=${token}`);
  const [, plan = ""] = /name="plan" value="([^"]+)"/.exec(form.text) ?? [];
  expect((await authentik.visit(`${page}?itoken=${token}`)).status).toBe(403);
  // The flow's own policy looks into the database, where it is no longer.
  expect((await send(token, { ...person, username: "dora", plan })).status).toBe(403);
});

test("an invitation that lost its flow is taken by none: its form may have come back with another stack", async () => {
  const token = await invitation({ flow: null });
  expect((await authentik.visit(`${page}?itoken=${token}`)).status).toBe(403);
  expect((await send(token, { ...person, username: "erna" })).status).toBe(403);
  expect(await accounts()).not.toContain("erna");
});

describe("nobody gets an account", () => {
  test.each<[string, () => Promise<string>]>([
    ["without an invitation", () => Promise.resolve("")],
    ["by an unknown one", () => Promise.resolve("00000000-0000-4000-8000-000000000000")],
    ["by one that is over", () => invitation({ expires: "2020-01-01T00:00:00Z" })],
    [
      "by one of another flow",
      async () => {
        const other = (await authentik.first("/flows/instances/?slug=default-authentication-flow"))["pk"];
        return invitation({ flow: other });
      },
    ],
  ])("%s", async (_case, tokenOf) => {
    const token = await tokenOf();
    const [shown, sent] = [await authentik.visit(`${page}?itoken=${token}`), await send(token)];
    expect([shown.status, sent.status]).toEqual([403, 403]);
    expect(shown.text).not.toContain("<form");
  });

  test("while somebody else is signed on in that browser", async () => {
    const cookie = await authentik.login("akadmin");
    expect((await authentik.visit(`${page}?itoken=${await invitation()}`, { cookie })).status).toBe(403);
  });
});

test.each<[Partial<typeof person>, string]>([
  [{ username: "akadmin" }, "Username is already taken."],
  [{ username: "" }, "Username: This field may not be blank."],
  [{ username: "bert", email: "bert" }, "Enter a valid email address."],
  [{ username: "bert", password_repeat: "another" }, "Passwords don't match."],
])("a form with %j is shown again, and the invitation stays good", async (changes, problem) => {
  const token = await invitation();
  const answer = await send(token, { ...person, ...changes });
  const text = await answer.text();
  expect([answer.status, text]).toEqual([400, expect.stringContaining(problem)]);
  expect(text).not.toContain(person.password);
  expect(await accounts()).not.toContain("bert");
  expect((await send(token, { ...person, username: `next-${token}` })).status).toBe(302);
});
