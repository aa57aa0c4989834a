import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { z } from "zod";
import { authentikApi } from "../../../clients/authentik.ts";
import { outpostApi } from "../../../components/authentik/outpost-api.ts";
import {
  providerFlows,
  testAuthentik,
  token,
  type TestAuthentik,
} from "../../../packages/stand-ins/test/authentik-support.ts";
import { loggedRequests, setFaults } from "../../../packages/stand-ins/test/support.ts";

let authentik: TestAuthentik;
let outpost = "";
let provider = 0;
beforeEach(async () => {
  authentik = await testAuthentik();
  const found = await authentik.first("/outposts/instances/");
  outpost = String(found["pk"]);
  const flows = await providerFlows(authentik);
  const made = await authentik.create("/providers/proxy/", {
    ...flows,
    ...{ name: "papers", mode: "forward_single", external_host: "https://papers.home.test" },
  });
  provider = Number(made["pk"]);
});
afterEach(() => authentik.stop());

const api = (url: string = authentik.running.url, secret = token) =>
  outpostApi(() => Promise.resolve({ url, token: secret }), { list: quick, token: quick });
const quick = { tries: 5, pauseMs: 1 };
const listed = async (): Promise<unknown> =>
  (await authentik.ask("GET", `/outposts/instances/${outpost}/`)).body["providers"];
const asked = (): string[] =>
  loggedRequests(authentik.options.log)
    .filter(({ path }) => String(path).includes(outpost))
    .map(({ method }) => String(method));

test("a provider that is in the list is read once, and nothing is written", async () => {
  await authentik.ask("PATCH", `/outposts/instances/${outpost}/`, { providers: [provider] });
  await api().keepAttached(outpost, provider);
  expect(asked()).toEqual(["PATCH", "GET"]);
});

test("one that was lost is put back, beside the others", async () => {
  await api(`${authentik.running.url}/`).keepAttached(outpost, provider);
  expect(await listed()).toEqual([provider]);
});

test("an address that is not the API's own is no missing outpost", async () => {
  const elsewhere = authentikApi({ url: `${authentik.running.url}/if`, token });
  await expect(elsewhere.get(`outposts/instances/${outpost}/`, z.unknown())).rejects.toThrow(
    /has nothing at this address[\s\S]*check whether authentik:url is Authentik's own address/,
  );
  const here = authentikApi({ url: authentik.running.url, token });
  expect(await here.get("outposts/instances/none/", z.unknown())).toBeUndefined();
});

test("also when the correction is lost", async () => {
  await setFaults(authentik.running.url, { kind: "lost", method: "PATCH", times: 2 });
  await api().keepAttached(outpost, provider);
  expect(await listed()).toEqual([provider]);
});

test("a list that never takes it is an error with a way on", async () => {
  await setFaults(authentik.running.url, { kind: "lost", method: "PATCH", times: 50 });
  await expect(api().keepAttached(outpost, provider)).rejects.toThrow(
    /does not stay in the list[\s\S]*fix: find out what else changes this outpost/,
  );
});

test.each([
  ["a server that is down", () => api("http://127.0.0.1:1")],
  ["a token without rights", () => api(undefined, "x".repeat(60))],
])("%s is a warning: a sign-on that is broken must not keep its own repair from running", async (_, client) => {
  await client().keepAttached(outpost, provider);
  expect(await listed()).toEqual([]);
});

const shown = async (): Promise<unknown> => (await authentik.ask("GET", `${tokenPath()}/view_key/`)).body["key"];
const tokenPath = (): string => `/core/tokens/ak-outpost-${outpost}-api`;
const wanted = "w".repeat(64);

test("an outpost's token becomes the one that its process is given, and is then left alone", async () => {
  await api().keepToken(outpost, wanted);
  expect(await shown()).toBe(wanted);
  const before = loggedRequests(authentik.options.log).length;
  await api().keepToken(outpost, wanted);
  const methods = loggedRequests(authentik.options.log)
    .slice(before)
    .map(({ method }) => method);
  expect(methods).toEqual(["GET", "GET"]);
});

test("a token that Authentik has not made yet is waited for, and one that never comes is an error", async () => {
  const late = { kind: "status", status: 404, method: "GET", path: "/core/tokens/" } as const;
  await setFaults(authentik.running.url, { ...late, times: 3 });
  await api().keepToken(outpost, wanted);
  expect(await shown()).toBe(wanted);
  await setFaults(authentik.running.url, { ...late, times: 50 });
  const failure = await api()
    .keepToken(outpost, wanted)
    .catch((error: unknown) => String(error));
  expect(failure).toMatch(/does not get its token[\s\S]*fix: check that .* worker/);
  expect(failure).not.toContain(wanted);
});

const SIGN_ON = "https://auth.home.test";
const address = async (): Promise<unknown> =>
  ((await authentik.ask("GET", `/outposts/instances/${outpost}/`)).body["config"] as Record<string, unknown>)[
    "authentik_host"
  ];

test("the outpost of a new installation sends people to its own container, until it is told the sign-on's address", async () => {
  expect(await address()).toBe("");
  await api().keepAddress(outpost, SIGN_ON);
  expect(await address()).toBe(SIGN_ON);
  const before = asked().length;
  await api().keepAddress(outpost, SIGN_ON);
  expect(asked().slice(before)).toEqual(["GET"]);
});

test("an address that it never takes is an error with a way on", async () => {
  await setFaults(authentik.running.url, { kind: "lost", method: "PATCH", times: 50 });
  await expect(api().keepAddress(outpost, SIGN_ON)).rejects.toThrow(
    /does not keep the address[\s\S]*fix: set authentik/,
  );
});

test("a permission is given for an LDAP provider that exists: for none, Authentik would give it for all", async () => {
  const made = await authentik.create("/providers/ldap/", { ...(await providerFlows(authentik)), name: "mail" });
  await expect(api().requireLdapProvider(String(made["pk"]))).resolves.toBeUndefined();
  await expect(api().requireLdapProvider("4711")).rejects.toThrow(/has no LDAP provider 4711[\s\S]*pulumi refresh/);
});
