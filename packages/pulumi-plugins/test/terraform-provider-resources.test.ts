import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Properties } from "../protocol/property-values.ts";
import { resourceTypes } from "../terraform-provider/resources.ts";
import type { AuthentikPackage } from "../terraform-provider/package.ts";
import { testAuthentik } from "../../stand-ins/test/authentik-support.ts";
import type { TestAuthentik } from "../../stand-ins/test/authentik-support.ts";
import { change, flows, make, pluginFor, requests, schema, tokenOf } from "./terraform-provider-support.ts";
import type { Kept } from "./terraform-provider-support.ts";

// One of every kind, made, left as it is, changed, read, imported and deleted through the stand-in server.

let authentik: TestAuthentik;
let plugin: AuthentikPackage;
let flowKeys: Properties;
const kept = new Map<string, Kept>();
beforeAll(async () => {
  authentik = await testAuthentik();
  plugin = pluginFor(authentik);
  flowKeys = await flows(authentik);
});
afterAll(() => authentik.stop());

const out = (kind: string, name: string): unknown => kept.get(kind)?.outputs[name];
const id = (kind: string): string => kept.get(kind)?.id ?? "";
const uris = [
  { matching_mode: "strict", url: "https://b.home.test/callback" },
  { matching_mode: "regex", url: "https://a.home.test/.*" },
];
const proxyBasics = { externalHost: "https://feeds.home.test", mode: "forward_single" };
const ldapFlows = (): Properties => ({
  bindFlow: flowKeys["authorizationFlow"],
  unbindFlow: flowKeys["invalidationFlow"],
});

// Without them the server's own ones are a change for ever.
const logos = { brandingLogo: "/static/logo.svg", brandingFavicon: "/static/icon.png" };

/** Each after what it refers to: its kind, its inputs, and what an update changes. */
const kinds: readonly (readonly [kind: string, inputs: () => Properties, changes: Properties])[] = [
  ["Group", () => ({ name: "family", attributes: '{ "b": 1, "a": "<x>" }' }), { attributes: "{}" }],
  ["RbacRole", () => ({ name: "searches" }), { name: "looks up" }],
  ["PropertyMappingProviderScope", () => ({ name: "m", scopeName: "m", expression: "return {}\n" }), { name: "m2" }],
  [
    "ProviderOauth2",
    () => ({
      ...{ ...flowKeys, name: "feeds", clientId: "feeds", allowedRedirectUris: uris },
      propertyMappings: [id("PropertyMappingProviderScope")],
    }),
    { accessTokenValidity: "hours=1" },
  ],
  ["ProviderProxy", () => ({ ...flowKeys, ...proxyBasics, name: "calendar" }), { skipPathRegex: "^/health" }],
  ["ProviderLdap", () => ({ ...ldapFlows(), name: "ldap", baseDn: "dc=home,dc=test" }), { mfaSupport: false }],
  [
    "Application",
    () => ({ name: "Feeds", slug: "feeds", protocolProvider: Number(id("ProviderOauth2")) }),
    { metaLaunchUrl: "https://feeds.home.test/" },
  ],
  ["ApplicationEntitlement", () => ({ name: "editor", application: out("Application", "uuid") }), { name: "writer" }],
  ["User", () => ({ username: "ann", password: "made-up-secret", groups: [id("Group")] }), { name: "Ann" }],
  [
    "PolicyBinding",
    () => ({ target: out("Application", "uuid"), group: id("Group"), order: 0 }),
    { order: 1, enabled: false },
  ],
  ["PolicyExpression", () => ({ name: "always", expression: "return True" }), { expression: "return False" }],
  ["Flow", () => ({ name: "f", slug: "invite", title: "T", designation: "enrollment" }), { title: "Welcome" }],
  ["StageInvitation", () => ({ name: "invite" }), { continueFlowWithoutInvitation: false }],
  [
    "StagePromptField",
    () => ({ name: "invite-username", fieldKey: "username", label: "Username", type: "username", order: 1 }),
    { required: true, placeholder: "anna" },
  ],
  ["StagePrompt", () => ({ name: "form", fields: [id("StagePromptField")] }), { name: "the form" }],
  ["StageUserWrite", () => ({ name: "write", createUsersGroup: id("Group") }), { userType: "internal" }],
  ["StageUserLogin", () => ({ name: "login" }), { sessionDuration: "days=30" }],
  [
    "FlowStageBinding",
    () => ({ target: out("Flow", "uuid"), stage: id("StageInvitation"), order: 10 }),
    { evaluateOnPlan: false },
  ],
  ["Brand", () => ({ domain: "home.test", brandingTitle: "Home", ...logos }), { brandingTitle: "Our home" }],
  [
    "Outpost",
    () => ({ name: "outpost", type: "ldap", protocolProviders: [Number(id("ProviderLdap"))] }),
    { name: "ldap outpost" },
  ],
];

test("the schema and the plugin have the same resources", () => {
  const tested = [...kinds.map(([kind]) => kind), "OutpostProviderAttachment", "RbacPermissionRole"].map(tokenOf);
  expect(tested.sort()).toEqual([...resourceTypes].sort());
  expect(Object.keys(schema.resources).sort()).toEqual([...resourceTypes].sort());
});

test.each(kinds)("%s: made by POST and GET; the same inputs are no change", async (kind, inputs) => {
  const made = await make(plugin, kind, inputs());
  kept.set(kind, made);
  const calls = requests(authentik).filter((call) => !call.startsWith("GET /flows/instances/ "));
  expect(calls.at(-1)).toMatch(/^GET .* 200$/);
  expect(made.outputs).toMatchObject({ [`${kind.charAt(0).toLowerCase()}${kind.slice(1)}Id`]: made.id });
  expect(plugin.diff(made, made.inputs)).toEqual({ changed: [], replaces: [] });
});

test.each(kinds)("%s: what a refresh reads is no change, and an import gives inputs that fit", async (kind) => {
  const made = kept.get(kind);
  if (made === undefined) throw new Error("was not made");
  const read = await plugin.read(made);
  expect(read).toMatchObject({ id: made.id, inputs: made.inputs });
  expect(plugin.diff({ ...made, state: read?.outs ?? {} }, made.inputs)).toEqual({ changed: [], replaces: [] });
  const imported = await plugin.read({ id: made.id, urn: made.urn, state: {}, inputs: {} });
  expect(plugin.check(made.urn, imported?.inputs ?? {})).toEqual([]);
  expect(plugin.diff({ ...made, state: imported?.outs ?? {} }, imported?.inputs ?? {}).changed).toEqual([]);
});

test.each(kinds)("%s: updated by PUT and GET", async (kind, _inputs, changes) => {
  const before = kept.get(kind);
  if (before === undefined) throw new Error("was not made");
  const inputs = { ...before.inputs, ...changes };
  expect(plugin.diff(before, inputs)).toEqual({ changed: expect.arrayContaining(Object.keys(changes)), replaces: [] });
  const after = await change(plugin, before, inputs);
  expect(after.outputs).toMatchObject(changes);
  expect(plugin.diff(after, inputs)).toEqual({ changed: [], replaces: [] });
  const methods = requests(authentik)
    .slice(-2)
    .map((call) => call.split(" ")[0]);
  expect(methods).toEqual(["PUT", "GET"]);
  kept.set(kind, after);
});

test("deleted; what is gone already is no error, and a read finds nothing", async () => {
  for (const [, resource] of [...kept].reverse()) {
    await plugin.delete(resource);
    await plugin.delete(resource);
    expect(await plugin.read(resource)).toBeUndefined();
  }
});
