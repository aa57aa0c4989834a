import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startCloudflare } from "../../stand-ins/cloudflare/server.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { recordsPath, testCloudflare, token, zone } from "../../stand-ins/test/cloudflare-support.ts";
import type { TestCloudflare } from "../../stand-ins/test/cloudflare-support.ts";
import { loggedRequests, setFaults } from "../../stand-ins/test/support.ts";
import { EngineStack, type PulumiResult } from "./engine-stack.ts";

// The real engine, the stand-in plugin and the stand-in server, from the first `up` to the destroy.

const stack = new EngineStack({ program: "packages/pulumi-plugins/test/cloudflare-program" });
let cloudflare: TestCloudflare;

const settings = { content: "203.0.113.4", existing: "", lookup: "false", zone: zone.id };

/** A command with the program's settings, some of them changed. */
function run(command: readonly string[], changes: Partial<typeof settings> = {}): Promise<PulumiResult> {
  const entries = Object.entries({ ...settings, ...changes }).map(([key, value]) => `cloudflare-test:${key}=${value}`);
  const url = `cloudflare:baseUrl=${cloudflare.running.baseUrl}`;
  return stack.pulumi(...command, ...[...entries, url].flatMap((entry) => ["-c", entry]));
}

const up = ["up", "--yes", "--diff"];
const still = ["preview", "--expect-no-changes"];
const methods = (): unknown[] => loggedRequests(cloudflare.options.log).map(({ method, status }) => [method, status]);

beforeAll(async () => {
  cloudflare = await testCloudflare();
  const env = { CLOUDFLARE_API_TOKEN: token, PULUMI_HOME: join(stack.folder, "home") };
  expect(await stack.start({ env })).toMatchObject({ code: 0 });
  const plugin = join(stack.folder, "pulumi-resource-cloudflare");
  const program = join(projectRoot, "packages/pulumi-plugins/cloudflare/main.ts");
  writeFileSync(plugin, `#!/bin/sh\nexec node '${program}' "$@"\n`, { mode: 0o755 });
  const installed = await stack.pulumi("plugin", "install", "resource", "cloudflare", "6.22.1", "--file", plugin);
  expect(installed).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(async () => {
  // The one that was started in between, then the first with its files.
  await cloudflare.running.close();
  await cloudflare.stop();
  stack.stop();
});

test("first up; then a preview with the API down changes nothing", async () => {
  const first = await run(up);
  expect(first).toMatchObject({ code: 0 });
  expect(methods()).toEqual([["POST", 200]]);
  const state = stack.state("cloudflare-test");
  expect(first.all + state).not.toContain(token);
  await cloudflare.running.close();
  expect(await run(still)).toMatchObject({ code: 0 });
  const port = Number(new URL(cloudflare.running.url).port);
  cloudflare = { ...cloudflare, running: await startCloudflare({ ...cloudflare.options, port }) };
}, 120_000);

test("an update that is told to slow down once", async () => {
  await setFaults(cloudflare.running.url, { kind: "status", status: 429 });
  const updated = await run(up, { content: "203.0.113.9" });
  expect(updated).toMatchObject({ code: 0 });
  expect(updated.all).toMatch(/~ content *: "203.0.113.4" => "203.0.113.9"/);
  expect(methods().slice(1)).toEqual([
    ["PUT", 429],
    ["PUT", 200],
  ]);
}, 120_000);

test("a lookup of the zone, an import, and another type: the old record goes first", async () => {
  const old = { name: "old", type: "A", content: "203.0.113.7", ttl: 60 };
  const made = (await cloudflare.ask("POST", recordsPath, old)).result as { id: string };
  const before = methods().length;
  const changes = { existing: made.id, lookup: "true", content: "gate.home.test" };
  const changed = await run(["up", "--yes", "--skip-preview"], changes);
  expect(changed).toMatchObject({ code: 0 });
  expect(changed.all).toMatch(/1 imported/);
  expect(changed.all).toMatch(/1 replaced/);
  const writes = methods().slice(before).map(String);
  expect(writes.filter((call) => !call.startsWith("GET"))).toEqual(["DELETE,200", "POST,200"]);
  expect(await run(still, changes)).toMatchObject({ code: 0 });
}, 120_000);

test("destroy leaves nothing", async () => {
  expect(await stack.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  expect((await cloudflare.ask("GET", recordsPath)).result).toEqual([]);
}, 120_000);
