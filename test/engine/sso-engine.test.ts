import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startAuthentik } from "../../packages/stand-ins/authentik/server.ts";
import { testAuthentik, token } from "../../packages/stand-ins/test/authentik-support.ts";
import type { Body, TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import { setFaults } from "../../packages/stand-ins/test/support.ts";
import { EngineStack, type PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { directoryOf, enrollAnna, inviteAnna, objectsAt, servedBy, STAYS_BEHIND } from "./sso-support.ts";
import { requests } from "../../packages/pulumi-plugins/test/terraform-provider-support.ts";

// Signing on under the real engine, with the stand-in plugin and server: what mocks cannot show.
const links = ["sdks", "clients", "components", "contract", "core", "templates"];
const stack = new EngineStack({ program: "test/engine/sso-program", links, seconds: 250 });
const LIMIT = 300_000;
const sites = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`site${index}`, "forwardAuth"]));
const all = { ...sites, feeds: "oidc", papers: "forwardAuth", mail: "ldap" };

let authentik: TestAuthentik;

const setting = (key: string, value: object): string[] => ["-c", `sso-test:${key}=${JSON.stringify(value)}`];
const run = (command: readonly string[], kinds: object, rotate: object = {}) =>
  stack.pulumi(...command, ...setting("kinds", kinds), ...setting("rotate", rotate));
const up = ["up", "--yes", "--skip-preview"];

const listed = (path: string) => objectsAt(authentik, path);
const served = () => servedBy(authentik);
const said = ({ code, all: text }: PulumiResult) => ({ code, said: code === 0 ? "" : text });
const names = async (path: string) => (await listed(path)).map(({ name }) => name).sort();

beforeAll(async () => {
  authentik = await testAuthentik();
  const env = { AUTHENTIK_TOKEN: token, AUTHENTIK_URL: authentik.running.url };
  expect(await stack.start({ env })).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(async () => {
  await authentik.running.close();
  await authentik.stop();
  stack.stop();
});

test(
  "23 services at once: each is bound to its group, and none has lost its place at the outpost",
  async () => {
    const first = await run(up, all);
    expect(said(first)).toEqual({ code: 0, said: "" });
    expect(first.all).not.toMatch(/until now|outputs of the last run could not/);
    expect(await served()).toEqual(["papers", ...Object.keys(sites)].sort());
    const bound = (await listed("/policies/bindings/")).map(({ group_obj }) => group_obj as Body | null);
    const groups = bound.flatMap((group) => (group === null ? [] : [group["name"]]));
    expect(groups.filter((name) => name === "family")).toHaveLength(23);
    expect(groups.filter((name) => name !== "family")).toEqual(["ldap-mail"]);
    expect(await names("/providers/oauth2/")).toEqual(["feeds-oidc"]);
  },
  LIMIT,
);

test("LDAP has an outpost of its own, whose token is the one that the program made", async () => {
  const { outpost, serves, key, account, granted } = await directoryOf(authentik, "mail");
  expect([outpost["name"], serves, granted]).toEqual(["homelab-mail-ldap", ["mail-ldap"], ["search_full_directory"]]);
  expect([String(key).length, stack.state("sso-test").includes(String(key))]).toEqual([64, false]);
  expect(account).toMatchObject({ type: "service_account", is_superuser: false });
});

test(
  "somebody is invited, gets an account with the link, and is in the group",
  async () => {
    const path = await inviteAnna(stack);
    expect((await enrollAnna(authentik, path)).status).toBe(302);
    expect((await enrollAnna(authentik, path)).status).toBe(403);
    expect(await authentik.first("/core/users/?username=anna")).toMatchObject({ groups_obj: [{ name: "family" }] });
    expect(stack.state("sso-test")).not.toContain("anna");
  },
  LIMIT,
);

test(
  "with nothing changed a preview asks Authentik nothing, and up works without it",
  async () => {
    const before = requests(authentik).length;
    await authentik.running.close();
    const still = await run(["preview", "--expect-no-changes"], all);
    expect(said(still)).toEqual({ code: 0, said: "" });
    // Nor must it be up for what repairs it: that may be the next `up`.
    const repair = await run(["up", "--yes", "--skip-preview", "--expect-no-changes"], all);
    expect(said(repair)).toEqual({ code: 0, said: "" });
    expect(repair.all).toMatch(/the signing key was not found in Authentik: /);
    const port = Number(new URL(authentik.running.url).port);
    authentik = { ...authentik, running: await startAuthentik({ ...authentik.options, port }) };
    expect(requests(authentik)).toHaveLength(before);
  },
  LIMIT,
);

test(
  "an up with nothing changed writes nothing",
  async () => {
    const before = requests(authentik).length;
    const again = await run(["up", "--yes", "--skip-preview", "--expect-no-changes"], all);
    expect(said(again)).toEqual({ code: 0, said: "" });
    const methods = requests(authentik)
      .slice(before)
      .map((call) => call.split(" ")[0]);
    expect([...new Set(methods)]).toEqual(["GET"]);
  },
  LIMIT,
);

test(
  "forward auth that becomes OpenID Connect leaves no provider and no place behind",
  async () => {
    const changed = { ...all, papers: "oidc" };
    const preview = await run(["preview", "--diff"], changed);
    expect(preview.all).toContain(
      "papers: until now its Caddy asks Authentik before each request (forward auth), " +
        "from now on the application asks people to sign in (OpenID Connect)",
    );
    expect(preview.all).not.toMatch(/(feeds|site\d+): until now|outputs of the last run could not/);
    expect(preview.all).toMatch(/\+ authentik:index\/providerOauth2:ProviderOauth2: \(create\)/);
    expect(preview.all).toMatch(/- authentik:index\/providerProxy:ProviderProxy: \(delete\)/);
    expect(await run(up, changed)).toMatchObject({ code: 0 });
    expect(await names("/providers/oauth2/")).toEqual(["feeds-oidc", "papers-oidc"]);
    expect(await names("/providers/proxy/")).not.toContain("papers-forward-auth");
    expect(await served()).toEqual(Object.keys(sites).sort());
    const { provider_obj } = await authentik.first("/core/applications/?superuser_full_list=true&slug=papers");
    expect((provider_obj as Body)["name"]).toBe("papers-oidc");
  },
  LIMIT,
);

test(
  "a new mark makes one new secret, and nothing else of the service or of others changes",
  async () => {
    const kinds = { ...all, papers: "oidc" };
    const secrets = async (): Promise<Record<string, unknown>> =>
      Object.fromEntries(
        (await listed("/providers/oauth2/")).map((one) => [String(one["name"]), one["client_secret"]]),
      );
    const before = await secrets();
    const rotated = await run(up, kinds, { feeds: "2" });
    expect(rotated.code).toBe(0);
    const after = await secrets();
    expect(after["feeds-oidc"]).not.toBe(before["feeds-oidc"]);
    expect(after["papers-oidc"]).toBe(before["papers-oidc"]);
    const state = stack.state("sso-test");
    const hidden = String(after["feeds-oidc"]);
    expect([hidden, token].filter((each) => rotated.all.includes(each) || state.includes(each))).toEqual([]);
  },
  LIMIT,
);

test(
  "destroy -t of one service takes what is its own, and leaves the others byte for byte",
  async () => {
    const own = String((await listed("/core/applications/")).find(({ slug }) => slug === "site7")?.["pk"]);
    const objects = async (): Promise<string[]> => {
      const paths = ["core/applications", "providers/proxy", "providers/oauth2", "policies/bindings", "core/groups"];
      const found = (await Promise.all(paths.map((path) => listed(`/${path}/`)))).flat();
      return found.map((one) => JSON.stringify(one)).filter((text) => !text.includes(own) && !text.includes('"site7'));
    };
    const before = await objects();
    const destroyed = await stack.pulumi(
      ...["destroy", "-t", "**::site7", "--target-dependents", "--yes", "--skip-preview"],
    );
    expect(said(destroyed)).toEqual({ code: 0, said: "" });
    expect(await objects()).toEqual(before);
    expect(await served()).toEqual(
      Object.keys(sites)
        .filter((name) => name !== "site7")
        .sort(),
    );
    expect((await authentik.ask("GET", "/core/applications/site7/")).status).toBe(404);
  },
  LIMIT,
);

test(
  "a change of the outpost's list that is lost is an error or put right, never forgotten",
  async () => {
    const kinds = { ...all, papers: "oidc" };
    await setFaults(authentik.running.url, { kind: "lost", method: "PATCH", path: "/outposts/instances/" });
    const lost = await run(up, kinds);
    if (lost.code !== 0) expect((await run(up, kinds)).code).toBe(0);
    expect(await served()).toContain("site7");
  },
  LIMIT,
);

test(
  "everything goes",
  async () => {
    const gone = await stack.pulumi("destroy", "--yes", "--skip-preview");
    expect(said(gone)).toEqual({ code: 0, said: "" });
    expect(await served()).toEqual([]);
    expect(await names("/providers/all/")).toEqual([]);
    expect(await names("/outposts/instances/")).toEqual(["authentik Embedded Outpost"]);
    expect((await names("/rbac/roles/")).filter((name) => !STAYS_BEHIND.test(String(name)))).toEqual([]);
    expect((await listed("/core/users/")).map(({ username }) => username)).toEqual(["akadmin", "anna"]);
  },
  LIMIT,
);
