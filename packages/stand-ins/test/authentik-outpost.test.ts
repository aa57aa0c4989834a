import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { groupApplication, providerFlows, testAuthentik } from "./authentik-support.ts";
import type { Body, TestAuthentik, Visited } from "./authentik-support.ts";

let authentik: TestAuthentik;
let provider: Body;
const host = "calendar.home.test";
const start = `https://${host}/outpost.goauthentik.io/start`;

beforeEach(async () => {
  authentik = await testAuthentik();
  provider = await authentik.create("/providers/proxy/", {
    ...(await providerFlows(authentik)),
    ...{
      name: "calendar",
      mode: "forward_single",
      external_host: `https://${host}`,
      skip_path_regex: "^/public/\n^/ping$",
    },
  });
  await groupApplication(authentik, "calendar", provider["pk"]);
});
afterEach(() => authentik.stop());

async function attach(type = "proxy", providers = [provider["pk"]]): Promise<void> {
  const config = { authentik_host: "https://auth.home.test" };
  await authentik.create("/outposts/instances/", { name: `outpost ${type}`, type, config, providers });
}

const forwarded = (uri: string, cookie: string, name = host): Record<string, string> => ({
  ...{ "x-forwarded-host": name, "x-forwarded-proto": "https", "x-forwarded-uri": uri },
  ...(cookie === "" ? {} : { cookie }),
});
const auth = (uri = "/", cookie = "", name = host): Promise<Visited> =>
  authentik.visit("/outpost.goauthentik.io/auth/caddy", forwarded(uri, cookie, name));

/** Path and query of an address, whatever its host. */
const local = (location: string): string => location.replace(/^https?:\/\/[^/]+/, "");

/** Goes from the outpost's start page to its callback; gives the last answer, and the cookie it was asked with. */
async function logIn(username: string, rd: string, name = host): Promise<Visited> {
  const begun = await authentik.visit(
    `${local(start)}?${new URLSearchParams({ rd }).toString()}`,
    forwarded("/", "", name),
  );
  const authorized = await authentik.visit(local(begun.location), { cookie: await authentik.login(username) });
  if (authorized.status !== 302) return authorized;
  return authentik.visit(local(authorized.location), forwarded("/", begun.cookies, name));
}

test("a provider that is on no outpost, or whose application is gone, is unknown", async () => {
  expect((await auth()).status).toBe(404);
  await attach();
  expect((await auth()).status).toBe(302);
  expect((await auth("/", "", "other.home.test")).status).toBe(404);
  await authentik.ask("DELETE", "/core/applications/calendar/");
  expect((await auth()).status).toBe(404);
});

test.each([
  ["a request of nobody", () => auth("/week?n=1&m=a,b")],
  ["the start page", () => authentik.visit(local(start), forwarded("/", ""))],
])("%s goes straight to Authentik", async (_what, ask) => {
  await attach();
  const begun = await ask();
  const { origin, pathname, searchParams } = new URL(begun.location);
  expect([begun.status, `${origin}${pathname}`]).toEqual([302, "https://auth.home.test/application/o/authorize/"]);
  expect(searchParams.get("client_id")).toBe(provider["client_id"]);
  expect(searchParams.get("redirect_uri")).toContain(`https://${host}/outpost.goauthentik.io/callback`);
  expect(searchParams.get("scope")?.split(" ")).toContain("openid");
});

test("a member comes back logged in, and the application hears who it is", async () => {
  await attach();
  const back = await logIn("in", `https://${host}/week`);
  expect([back.status, back.location]).toEqual([302, `https://${host}/week`]);
  const { status, headers } = await auth("/week", back.cookies);
  const told = (name: string): string => Buffer.from(headers.get(`x-authentik-${name}`) ?? "", "latin1").toString();
  expect([status, ...["username", "groups", "email", "name", "meta-app"].map(told)]).toEqual([
    ...[200, "in", "family", "in@home.test", "Ann Ä", "calendar"],
  ]);
  expect(told("uid")).toMatch(/^[0-9a-f]{64}$/);
});

test("an outsider is refused, and so is a member that is none any more", async () => {
  await attach();
  expect((await logIn("out", `https://${host}/`)).status).toBe(403);
  const { cookies } = await logIn("in", `https://${host}/`);
  const { pk } = await authentik.first("/core/users/?username=in");
  await authentik.ask("PATCH", `/core/users/${String(pk)}/`, { groups: [] });
  expect((await auth("/", cookies)).status).toBe(403);
});

test("skipped paths need nobody, and say nobody", async () => {
  await attach();
  expect((await auth("/public/x")).status).toBe(200);
  const skipped = await auth("/ping");
  expect([skipped.status, skipped.headers.get("x-authentik-username")]).toEqual([200, null]);
  expect((await auth("/x/public/")).status).toBe(302);
});

test("a login cannot be used by another browser, nor lead to another site", async () => {
  await attach();
  const away = await logIn("in", "https://elsewhere.test/");
  expect(away.location).toBe(`https://${host}/`);
  const begun = await authentik.visit(local(start), forwarded("/", ""));
  const authorized = await authentik.visit(local(begun.location), { cookie: await authentik.login("in") });
  const stolen = await authentik.visit(local(authorized.location), forwarded("/", ""));
  expect(stolen.status).toBe(400);
  const invented = `${local(start).replace("start", "callback")}?state=eyJ9.x&code=x`;
  expect((await authentik.visit(invented, forwarded("/", ""))).status).toBe(400);
});

test("the embedded outpost of a new installation sends people to its own container, until it is told better", async () => {
  const { pk } = await authentik.first("/outposts/instances/");
  const path = `/outposts/instances/${String(pk)}/`;
  await authentik.ask("PATCH", path, { providers: [provider["pk"]] });
  expect((await auth()).location).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/application\/o\/authorize\//);
  await authentik.ask("PATCH", path, { config: { authentik_host: "https://auth.home.test" } });
  expect((await auth()).location).toMatch(/^https:\/\/auth\.home\.test\//);
});

test("signing out at the embedded outpost ends without an answer", async () => {
  const { pk } = await authentik.first("/outposts/instances/");
  await authentik.ask("PATCH", `/outposts/instances/${String(pk)}/`, { providers: [provider["pk"]] });
  const { cookies } = await logIn("in", `https://${host}/`);
  const out = "/outpost.goauthentik.io/sign_out";
  await expect(authentik.visit(out, forwarded("/", cookies))).rejects.toThrow();
  expect((await authentik.visit(out, forwarded("/", ""))).status).toBe(302);
});

test("signing out", async () => {
  await attach();
  const { cookies } = await logIn("in", `https://${host}/`);
  const out = await authentik.visit("/outpost.goauthentik.io/sign_out", forwarded("/", cookies));
  expect(out.location).toBe("https://auth.home.test/application/o/calendar/end-session/");
  expect((await auth("/", cookies)).status).toBe(302);
});

test("one provider for a domain; a host of its own goes first", async () => {
  const domain = {
    name: "all",
    mode: "forward_domain",
    external_host: "https://sso.home.test",
    cookie_domain: "home.test",
  };
  const whole = await authentik.create("/providers/proxy/", { ...(await providerFlows(authentik)), ...domain });
  await authentik.create("/core/applications/", { name: "all", slug: "all", provider: whole["pk"] });
  await attach("proxy", [provider["pk"], whole["pk"]]);
  const redirectOf = ({ location }: Visited): string => new URL(location).searchParams.get("redirect_uri") ?? "";
  expect(redirectOf(await auth())).toContain(`https://${host}/outpost.goauthentik.io/callback`);
  const asked = await auth("/", "", "metrics.home.test");
  expect(redirectOf(asked)).toContain("https://sso.home.test/outpost.goauthentik.io/callback");
  const back = await logIn("out", "https://metrics.home.test/x", "sso.home.test");
  expect(back.location).toBe("https://metrics.home.test/x");
  expect(back.headers.get("set-cookie")).toContain("Domain=home.test");
  const told = await auth("/x", back.cookies, "metrics.home.test");
  expect([told.status, told.headers.get("x-authentik-username")]).toEqual([200, "out"]);
  expect((await auth("/", "", "nothome.test")).status).toBe(404);
});
