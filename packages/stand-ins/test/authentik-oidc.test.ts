import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { groupApplication, providerFlows, testAuthentik } from "./authentik-support.ts";
import type { Body, TestAuthentik, Visited } from "./authentik-support.ts";

let authentik: TestAuthentik;
const strict = "https://feeds.home.test/cb";
const secret = "made-up-secret";

beforeEach(async () => {
  authentik = await testAuthentik();
  const scopes = ["openid", "profile", "email"].map((name) => `managed=goauthentik.io/providers/oauth2/scope-${name}`);
  const { body } = await authentik.ask("GET", `/propertymappings/provider/scope/?${scopes.join("&")}`);
  const certificate = await authentik.first("/crypto/certificatekeypairs/");
  const provider = await authentik.create("/providers/oauth2/", {
    ...(await providerFlows(authentik)),
    name: "feeds",
    client_id: "feeds",
    client_secret: secret,
    signing_key: certificate["pk"],
    property_mappings: (body["results"] as Body[]).map(({ pk }) => pk),
    redirect_uris: [
      { matching_mode: "strict", url: strict },
      { matching_mode: "regex", url: "https://.*\\.feeds\\.test/cb" },
    ],
  });
  await groupApplication(authentik, "feeds", provider["pk"]);
});
afterEach(() => authentik.stop());

async function authorize(changes: Record<string, string>, cookie?: string): Promise<Visited> {
  const base = {
    client_id: "feeds",
    redirect_uri: strict,
    response_type: "code",
    scope: "openid profile",
    state: "s1",
  };
  const query = new URLSearchParams({ ...base, ...changes });
  return authentik.visit(`/application/o/authorize/?${query.toString()}`, cookie === undefined ? {} : { cookie });
}

const codeIn = ({ location }: Visited): string => new URL(location).searchParams.get("code") ?? "";

async function redeem(fields: Record<string, string>): Promise<{ status: number; body: Body }> {
  const base = { grant_type: "authorization_code", client_id: "feeds", client_secret: secret, redirect_uri: strict };
  const body = new URLSearchParams({ ...base, ...fields });
  const answer = await fetch(`${authentik.running.url}/application/o/token/`, { method: "POST", body });
  return { status: answer.status, body: (await answer.json()) as Body };
}

async function discovered(): Promise<Record<string, string>> {
  const { text } = await authentik.visit("/application/o/feeds/.well-known/openid-configuration");
  return JSON.parse(text) as Record<string, string>;
}

test("anonymous, outsider and member", async () => {
  const anonymous = await authorize({});
  expect(anonymous.status).toBe(302);
  expect(anonymous.location).toMatch(/^\/if\/flow\/default-authentication-flow\/\?next=%2Fapplication%2Fo%2Fauthorize/);
  expect((await authorize({}, await authentik.login("out"))).status).toBe(403);
  const member = await authorize({}, await authentik.login("in"));
  expect([member.status, member.location]).toEqual([
    302,
    expect.stringMatching(/^https:\/\/feeds\.home\.test\/cb\?code=/),
  ]);
  expect(new URL(member.location).searchParams.get("state")).toBe("s1");
});

test("from discovery to claims, signed by the published key", async () => {
  const found = await discovered();
  expect(found["issuer"]).toBe(`${authentik.running.url}/application/o/feeds/`);
  const code = codeIn(await authorize({ nonce: "n1" }, await authentik.login("in")));
  const { body } = await redeem({ code });
  const idToken = String(body["id_token"]);
  expect(decodeProtectedHeader(idToken).alg).toBe("RS256");
  const keys = createRemoteJWKSet(new URL(String(found["jwks_uri"])));
  const { payload } = await jwtVerify(idToken, keys, { issuer: String(found["issuer"]), audience: "feeds" });
  expect(payload).toMatchObject({ nonce: "n1", preferred_username: "in", groups: ["family"] });
  const headers = { authorization: `Bearer ${String(body["access_token"])}` };
  const told = await authentik.visit("/application/o/userinfo/", headers);
  // The scope email was not asked for.
  expect(JSON.parse(told.text)).toEqual({
    sub: payload.sub,
    ...{ name: "Ann Ä", given_name: "Ann Ä", preferred_username: "in", nickname: "in", groups: ["family"] },
  });
  expect((await authentik.visit("/application/o/userinfo/", { authorization: "Bearer x" })).status).toBe(401);
});

test.each([
  [{ client_id: "other" }, "Client ID Error"],
  [{ redirect_uri: `${strict}/` }, "Redirect URI Error"],
  [{ redirect_uri: "https://a.feeds.test/cb/x" }, "Redirect URI Error"],
  [{ redirect_uri: "" }, "Redirect URI Error"],
])("a wrong request is a page, never a redirect: %j", async (changes, title) => {
  const answer = await authorize(changes, await authentik.login("in"));
  expect([answer.status, answer.location]).toEqual([400, ""]);
  expect(answer.text).toContain(title);
});

test("a regex redirect, and errors that go back to the application", async () => {
  const redirectUri = "https://a.feeds.test/cb";
  const fits = await authorize({ redirect_uri: redirectUri }, await authentik.login("in"));
  expect(fits.location).toContain(`${redirectUri}?code=`);
  expect((await authorize({ response_type: "token" })).location).toContain("error=unsupported_response_type");
  expect((await authorize({ prompt: "none" })).location).toContain("error=login_required");
});

test.each([
  [{ client_secret: "wrong" }, "invalid_client"],
  [{ client_id: "other" }, "invalid_client"],
  [{ code: "wrong" }, "invalid_grant"],
  [{ redirect_uri: "https://a.feeds.test/cb" }, "invalid_grant"],
  [{ grant_type: "password" }, "unsupported_grant_type"],
])("no token for %j", async (changes, error) => {
  const code = codeIn(await authorize({}, await authentik.login("in")));
  expect(await redeem({ code, ...changes })).toMatchObject({ status: 400, body: { error } });
});

test("a code works once, and only with its verifier", async () => {
  const cookie = await authentik.login("in");
  const code = codeIn(await authorize({}, cookie));
  expect((await redeem({ code })).status).toBe(200);
  expect((await redeem({ code })).body["error"]).toBe("invalid_grant");
  // RFC 7636, appendix B.
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const pkce = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
  const bare = codeIn(await authorize(pkce, cookie));
  expect((await redeem({ code: bare })).status).toBe(400);
  const right = codeIn(await authorize(pkce, cookie));
  expect((await redeem({ code: right, code_verifier: verifier })).status).toBe(200);
});

test.each([
  [
    `return {"groups": [g.name for g in request.user.groups.all()], "admin": False,}`,
    { groups: ["family"], admin: false },
  ],
  [`# why\nreturn {\n  'login': request.user.username,\n  "note": "a, b"\n}`, { login: "in", note: "a, b" }],
])("a scope mapping of one's own: %s", async (expression, told) => {
  const mapping = await authentik.create("/propertymappings/provider/scope/", {
    name: "own",
    scope_name: "own",
    expression,
  });
  const { pk } = await authentik.first("/providers/oauth2/");
  await authentik.ask("PATCH", `/providers/oauth2/${String(pk)}/`, { property_mappings: [mapping["pk"]] });
  const code = codeIn(await authorize({ scope: "openid own" }, await authentik.login("in")));
  const { body } = await redeem({ code });
  const headers = { authorization: `Bearer ${String(body["access_token"])}` };
  const { text } = await authentik.visit("/application/o/userinfo/", headers);
  expect(JSON.parse(text)).toEqual({ sub: expect.any(String), ...told });
});

test("Python that is not played is said, not guessed", async () => {
  const expression = "return {'a': len(request.user.username)}";
  const mapping = await authentik.create("/propertymappings/provider/scope/", {
    name: "own",
    scope_name: "own",
    expression,
  });
  const { pk } = await authentik.first("/providers/oauth2/");
  await authentik.ask("PATCH", `/providers/oauth2/${String(pk)}/`, { property_mappings: [mapping["pk"]] });
  const code = codeIn(await authorize({ scope: "own" }, await authentik.login("in")));
  expect(await redeem({ code })).toMatchObject({
    status: 501,
    body: { detail: expect.stringContaining("mapping own") },
  });
});

async function mapScope(scope: string, expression: string): Promise<void> {
  const mapping = { name: `own ${scope}`, scope_name: scope, expression };
  const { pk } = await authentik.create("/propertymappings/provider/scope/", mapping);
  const provider = await authentik.first("/providers/oauth2/?client_id=feeds");
  const mappings = [...(provider["property_mappings"] as unknown[]), pk];
  await authentik.ask("PATCH", `/providers/oauth2/${String(provider["pk"])}/`, { property_mappings: mappings });
}

test("two scopes that tell a list of one name tell each entry twice", async () => {
  await mapScope("groups", 'return {"groups": [group.name for group in request.user.all_groups()]}');
  const scope = "openid profile groups";
  const code = codeIn(await authorize({ scope }, await authentik.login("in")));
  const { body } = await redeem({ code });
  const headers = { authorization: `Bearer ${String(body["access_token"])}` };
  const told = await fetch(`${authentik.running.url}/application/o/userinfo/`, { headers });
  expect(await told.json()).toMatchObject({ groups: ["family", "family"] });
});

test("a refresh token comes with the scope offline_access alone, where it is mapped, and works once", async () => {
  const granted = async (scope: string) =>
    (await redeem({ code: codeIn(await authorize({ scope }, await authentik.login("in"))) })).body;
  expect(await granted("openid offline_access")).not.toHaveProperty("refresh_token");
  await mapScope("offline_access", "return {}");
  expect(await granted("openid profile")).not.toHaveProperty("refresh_token");
  const token = String((await granted("openid offline_access"))["refresh_token"]);
  const renew = () => redeem({ grant_type: "refresh_token", refresh_token: token });
  const renewed = await renew();
  expect([renewed.status, Object.keys(renewed.body)]).toEqual([200, expect.arrayContaining(["refresh_token"])]);
  expect(await renew()).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
});
