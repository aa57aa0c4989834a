import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startAuthentik } from "../../stand-ins/authentik/server.ts";
import { testAuthentik, token } from "../../stand-ins/test/authentik-support.ts";
import type { TestAuthentik } from "../../stand-ins/test/authentik-support.ts";
import { setFaults } from "../../stand-ins/test/support.ts";
import { EngineStack, type PulumiResult } from "./engine-stack.ts";
import { requests } from "./terraform-provider-support.ts";

// The real engine, the local SDK, the stand-in plugin and the stand-in server, from the first `up` to the destroy.

const stack = new EngineStack({ program: "packages/pulumi-plugins/test/authentik-program", links: ["sdks"] });
let authentik: TestAuthentik;

/** A command with the program's settings. Without the flows' keys the program looks them up. */
function run(command: readonly string[], settings: Record<string, string> = {}): Promise<PulumiResult> {
  const entries = Object.entries({ name: "feeds", ...settings }).map(
    ([key, value]) => `authentik-test:${key}=${value}`,
  );
  const url = `authentik:url=${authentik.running.url}`;
  return stack.pulumi(...command, ...[...entries, url].flatMap((entry) => ["-c", entry]));
}

const up = ["up", "--yes", "--skip-preview"];
const still = ["preview", "--expect-no-changes"];

async function outputs(): Promise<Record<string, string>> {
  const shown = await stack.pulumi("stack", "output", "--json", "--show-secrets");
  return JSON.parse(shown.stdout) as Record<string, string>;
}

/** The flows' keys as settings, so that nothing has to be looked up. */
async function knownFlows(): Promise<Record<string, string>> {
  const { authorizationFlow = "", invalidationFlow = "" } = await outputs();
  return { "authorization-implicit-consent": authorizationFlow, "invalidation-flow": invalidationFlow };
}

beforeAll(async () => {
  authentik = await testAuthentik();
  expect(await stack.start({ env: { AUTHENTIK_TOKEN: token } })).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(async () => {
  // The one that was started in between, then the first with its files.
  await authentik.running.close();
  await authentik.stop();
  stack.stop();
});

test("a 404 on a creation is an error, and nothing is kept", async () => {
  await setFaults(authentik.running.url, { kind: "status", status: 404, method: "POST", path: "/core/groups/" });
  const failed = await run(up);
  expect(failed.code).not.toBe(0);
  expect(failed.all).toMatch(/DecodePropertyMap expected the decoder to return an Object/);
}, 120_000);

test("first up with lookups; nothing secret is in the state, and no name was made up where one is given", async () => {
  const first = await run(up);
  expect(first).toMatchObject({ code: 0 });
  const { secret = "" } = await outputs();
  expect(secret).toMatch(/^\w{40,}$/);
  const state = stack.state("authentik-test");
  expect([secret, token].filter((hidden) => first.all.includes(hidden) || state.includes(hidden))).toEqual([]);
  const bindings = await authentik.first("/policies/bindings/?order=0");
  expect(bindings).toMatchObject({ group_obj: { name: "family" } });
  expect((await authentik.first("/stages/invitation/stages/"))["name"]).toMatch(/^unnamed-[0-9a-f]{7}$/);
}, 120_000);

test("a preview of a program without lookups needs no API", async () => {
  const flows = await knownFlows();
  const before = requests(authentik).length;
  await authentik.running.close();
  expect(await run(still, flows)).toMatchObject({ code: 0 });
  const port = Number(new URL(authentik.running.url).port);
  authentik = { ...authentik, running: await startAuthentik({ ...authentik.options, port }) };
  expect(requests(authentik)).toHaveLength(before);
}, 120_000);

test("an update in place, by PUT and GET of the one that changes", async () => {
  const flows = await knownFlows();
  const before = requests(authentik).length;
  const updated = await run(["up", "--yes", "--diff"], { ...flows, name: "news" });
  expect(updated).toMatchObject({ code: 0 });
  expect(updated.all).toMatch(/~ name *: "feeds" => "news"/);
  const methods = requests(authentik)
    .slice(before)
    .map((call) => call.replace(/\d+(?=\/ )/, "ID"));
  expect(methods).toEqual(["PUT /providers/oauth2/ID/ 200", "GET /providers/oauth2/ID/ 200"]);
  expect(await run(still, { ...flows, name: "news" })).toMatchObject({ code: 0 });
}, 120_000);

test("a failing update says where, and the next one does it; a refresh finds nothing to do", async () => {
  const flows = await knownFlows();
  await setFaults(authentik.running.url, { kind: "status", status: 500, method: "PUT" });
  const failed = await run(up, flows);
  expect(failed.code).not.toBe(0);
  expect(failed.all).toMatch(/HTTP Error '500 .*PUT \/api\/v3\/providers\/oauth2/);
  expect(failed.all).not.toMatch(/\bat .*\.ts:\d+/);
  expect(await run(["up", "--yes", "--refresh", "--skip-preview"], flows)).toMatchObject({ code: 0 });
  expect(await run(["refresh", "--yes", "--expect-no-changes"], flows)).toMatchObject({ code: 0 });
}, 120_000);

test("the CLI reads the schema of the package, from which it would generate the SDK", async () => {
  const release = ["goauthentik/authentik", "2025.12.1"];
  const read = await stack.pulumi("package", "get-schema", "terraform-provider", ...release);
  expect({ code: read.code, said: read.code === 0 ? "" : read.all }).toEqual({ code: 0, said: "" });
  expect(JSON.parse(read.stdout)).toMatchObject({ name: "authentik", version: "2025.12.1" });
}, 120_000);

test("destroy takes all of it, the binding before the application", async () => {
  const before = requests(authentik).length;
  expect(await stack.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  const deleted = requests(authentik)
    .slice(before)
    .map((call) => call.split("/").slice(1, 3).join("/"));
  expect(deleted).toHaveLength(5);
  expect(deleted.indexOf("policies/bindings")).toBeLessThan(deleted.indexOf("core/applications"));
  expect(deleted.indexOf("core/applications")).toBeLessThan(deleted.indexOf("providers/oauth2"));
  expect((await authentik.ask("GET", "/core/applications/feeds/")).status).toBe(404);
}, 120_000);
