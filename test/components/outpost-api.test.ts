import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { outpostApi } from "../../components/outpost-api.ts";
import { providerFlows, testAuthentik, token, type TestAuthentik } from "../apis/authentik-support.ts";
import { loggedRequests, setFaults } from "../apis/support.ts";

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
  outpostApi(() => Promise.resolve({ url, token: secret }), 1);
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

test("also when the correction is lost", async () => {
  await setFaults(authentik.running.url, { kind: "lost", method: "PATCH", times: 2 });
  await api().keepAttached(outpost, provider);
  expect(await listed()).toEqual([provider]);
});

test("a list that never takes it is an error with a way on", async () => {
  await setFaults(authentik.running.url, { kind: "lost", method: "PATCH", times: 50 });
  await expect(api().keepAttached(outpost, provider)).rejects.toThrow(
    /does not stay in the list[\s\S]*fix: see who else/,
  );
});

test.each([
  ["a server that is down", () => api("http://127.0.0.1:1"), "cannot be used: nobody answers"],
  ["a token without rights", () => api(undefined, "x".repeat(60)), "it answers 403"],
])("%s is named, and the token is not", async (_, client, words) => {
  const failure = await client()
    .keepAttached(outpost, provider)
    .then(
      () => "",
      (error: unknown) => String(error),
    );
  expect(failure).toContain(words);
  expect(failure).not.toContain("x".repeat(60));
});
