import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { invitationApi } from "../../commands/invite/api.ts";
import type { InviteRequest } from "../../commands/invite/arguments.ts";
import { runInvite } from "../../commands/invite/invite.ts";
import type { Access } from "../../commands/stack.ts";
import {
  testAuthentik,
  token,
  type Body,
  type TestAuthentik,
} from "../../packages/stand-ins/test/authentik-support.ts";
import { makeEnrollmentFlow } from "./enrollment-flow.ts";

let authentik: TestAuthentik;
let access: Access;

const now = new Date();
const signOn = "https://auth.home.test";
const wants = (request: Partial<Extract<InviteRequest, { verb: "invite" }>> = {}) =>
  ({ verb: "invite", groups: [], days: 7, name: undefined, ...request }) as const;
const does = (request: Parameters<typeof runInvite>[0]): Promise<string> =>
  runInvite(request, { api: invitationApi(access), signOn, now });
const invitations = async (): Promise<Body[]> =>
  (await authentik.ask("GET", "/stages/invitation/invitations/")).body["results"] as Body[];
const tokenIn = (text: string): string => /itoken=(\S+)/.exec(text)?.[1] ?? "";

beforeAll(async () => {
  authentik = await testAuthentik();
  access = { url: authentik.running.url, token, signOn };
  await authentik.create("/core/groups/", { name: "family" });
});
afterAll(() => authentik.stop());
beforeEach(async () => {
  for (const { pk } of await invitations())
    await authentik.ask("DELETE", `/stages/invitation/invitations/${String(pk)}/`);
});

test("before the flow is made nobody can be invited", async () => {
  await expect(does(wants())).rejects.toThrow(/has no flow homelab-enrollment\n.*pulumi up/);
  await makeEnrollmentFlow(authentik);
});

test("a link for one person, with an end", async () => {
  const said = await does(wants({ groups: ["family"], days: 2, name: "anna" }));
  const [made] = await invitations();
  const until = new Date(now.getTime() + 2 * 86_400_000);
  expect(made).toMatchObject({
    ...{ name: "anna", single_use: false, fixed_data: { username: "anna", homelab_groups: ["family"] } },
    flow_obj: { slug: "homelab-enrollment" },
  });
  expect(Date.parse(String(made?.["expires"]))).toBe(until.getTime());
  expect(said.split("\n")).toEqual([
    `https://auth.home.test/if/flow/homelab-enrollment/?itoken=${String(made?.["pk"])}`,
    `for anna, into family, until ${until.toISOString().slice(0, 16).replace("T", " ")} UTC. Everybody with the link can use it, once; it is used up when the account is created.`,
  ]);
});

test("the link leads to an account that can sign in and is in the group; used, it is gone", async () => {
  const itoken = tokenIn(await does(wants({ groups: ["family"] })));
  const body = new URLSearchParams({
    ...{ username: "bert", name: "Bert", email: "bert@home.test" },
    ...{ password: "correct horse", password_repeat: "correct horse" },
  });
  const url = `${authentik.running.url}/if/flow/homelab-enrollment/?itoken=${itoken}`;
  expect((await fetch(url, { method: "POST", body, redirect: "manual" })).status).toBe(302);
  const { groups_obj } = await authentik.first("/core/users/?username=bert");
  expect((groups_obj as Body[]).map(({ name }) => name)).toEqual(["family"]);
  expect(await does({ verb: "list" })).toBe("no open invitations");
});

test("groups that are not there and groups that administer are refused together, and nothing is made", async () => {
  const attempt = does(wants({ groups: ["family", "strangers", "authentik Admins"] }));
  await expect(attempt).rejects.toThrow(/2 problems in the invitation/);
  await expect(attempt).rejects.toThrow(/--group strangers +there is no such group/);
  await expect(attempt).rejects.toThrow(/--group authentik Admins +its members are administrators/);
  expect(await invitations()).toEqual([]);
});

test("what is open is listed, beyond one page, and other flows' invitations are not", async () => {
  await does(wants({ groups: ["family"], name: "anna" }));
  await authentik.create("/stages/invitation/invitations/", { name: "other" });
  const flow = (await authentik.first("/flows/instances/?slug=homelab-enrollment"))["pk"];
  const old = { flow, expires: "2020-01-01T00:00:00Z" };
  for (let number = 0; number < 100; number += 1)
    await authentik.create("/stages/invitation/invitations/", { name: `old-${number}`, ...old });
  const lines = (await does({ verb: "list" })).split("\n");
  expect(lines[0]).toMatch(/^NAME +GROUPS +UNTIL +LINK$/);
  expect(lines).toHaveLength(102);
  expect(lines.filter((line) => / expired +https:/.test(line))).toHaveLength(100);
  expect(lines.find((line) => line.startsWith("anna "))).toMatch(/ family +\d{4}-\S+ \S+ UTC +https:\/\/auth/);
});

test("invitations whose form was deleted with the stack are listed as expired, and can be revoked", async () => {
  await authentik.create("/stages/invitation/invitations/", {
    name: "left",
    fixed_data: { homelab_groups: ["family"] },
  });
  expect(await runInvite({ verb: "list" }, { api: invitationApi(access), signOn, now })).toMatch(
    /^left +family +expired /m,
  );
  expect(await does({ verb: "revoke", which: "left" })).toBe("revoked: left, into family");
});

test("an invitation is taken back by its name, or by its id where two have the name", async () => {
  const first = tokenIn(await does(wants({ name: "anna" })));
  await does(wants({ name: "anna" }));
  await expect(does({ verb: "revoke", which: "anna" })).rejects.toThrow(/2 invitations have this name/);
  expect(await does({ verb: "revoke", which: first })).toBe("revoked: anna, without a group");
  expect(await does({ verb: "revoke", which: "anna" })).toBe("revoked: anna, without a group");
  await expect(does({ verb: "revoke", which: "anna" })).rejects.toThrow(/no such invitation/);
  const page = await authentik.visit(`/if/flow/homelab-enrollment/?itoken=${first}`);
  expect(page.status).toBe(403);
});

test.each<[string, Partial<Access>, RegExp]>([
  ["nobody there", { url: "http://127.0.0.1:1" }, /does not answer: /],
  ["another token", { token: "x".repeat(60) }, /rejects the token/],
])("%s: said in words, without the token", async (_case, changes, message) => {
  const wrong = { ...access, ...changes };
  const attempt = runInvite(wants(), { api: invitationApi(wrong), signOn, now });
  await expect(attempt).rejects.toThrow(message);
  await expect(attempt).rejects.not.toThrow(wrong.token);
});
