import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { groupApplication, providerFlows, testAuthentik } from "./authentik-support.ts";
import type { TestAuthentik } from "./authentik-support.ts";

let authentik: TestAuthentik;
let cookie = "";
const uri = "https://feeds.home.test/cb";

beforeAll(async () => {
  authentik = await testAuthentik();
  const flow = await authentik.first("/flows/instances/?slug=default-provider-authorization-explicit-consent");
  const mapped = { expression: "return {}" };
  const told = { ...mapped, name: "told", scope_name: "told", description: "See <your> books" };
  const mappings = [
    (await authentik.create("/propertymappings/provider/scope/", told))["pk"],
    (await authentik.create("/propertymappings/provider/scope/", { ...mapped, name: "s", scope_name: "silent" }))["pk"],
  ];
  const provider = await authentik.create("/providers/oauth2/", {
    ...(await providerFlows(authentik)),
    ...{ authorization_flow: flow["pk"], property_mappings: mappings, name: "feeds", client_id: "feeds" },
    redirect_uris: [{ matching_mode: "strict", url: uri }],
  });
  await groupApplication(authentik, "feeds", provider["pk"]);
  cookie = await authentik.login("in");
});
afterAll(() => authentik.stop());

const address = (scope: string): string => {
  const query = new URLSearchParams({ client_id: "feeds", redirect_uri: uri, response_type: "code", scope });
  return `/application/o/authorize/?${query.toString()}`;
};

test.each([
  ["told silent", ["<li>See &lt;your&gt; books</li>"]],
  ["silent", null],
])("for the scopes %s the page lists those that have a description", async (scope, lines) => {
  const page = await authentik.visit(address(scope), { cookie });
  expect([page.status, page.text.match(/<li>.*?<\/li>/g)]).toEqual([200, lines]);
});

test("the form leads on to the application", async () => {
  const url = authentik.running.url + address("told");
  const sent = await fetch(url, { method: "POST", headers: { cookie }, redirect: "manual" });
  expect(sent.headers.get("location")).toMatch(/^https:\/\/feeds\.home\.test\/cb\?code=/);
});
