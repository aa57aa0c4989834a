import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { DriftReport } from "../../core/schema/drift-report.ts";
import { projectRoot } from "../../tools/project-root.ts";
import { testAuthentik, token, type TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import { EngineStack, type PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { objectsAt } from "./sso-support.ts";

// What the engine's refresh says about objects that somebody removed or changed, and which `up` restores them.

const links = ["sdks", "clients", "components", "contract", "core", "templates"];
const stack = new EngineStack({ program: "test/engine/sso-program", links, seconds: 250 });
const kinds = { papers: "forwardAuth" };
const BINDING = "PolicyBinding papers-access-family";
let authentik: TestAuthentik;

const pulumi = (...command: string[]) => stack.pulumi(...command, "-c", `sso-test:kinds=${JSON.stringify(kinds)}`);
const said = ({ code, all }: PulumiResult) => ({ code, said: code === 0 ? "" : all });
const bindings = async (): Promise<number> => (await objectsAt(authentik, "/policies/bindings/")).length;

async function drift(): Promise<{ code: number; report: DriftReport; all: string }> {
  const ran = await stack.run("node", join(projectRoot, "commands/drift/main.ts"), "--json");
  return { code: ran.code, report: JSON.parse(ran.stdout) as DriftReport, all: ran.all };
}

beforeAll(async () => {
  authentik = await testAuthentik();
  const env = { AUTHENTIK_TOKEN: token, AUTHENTIK_URL: authentik.running.url };
  expect(await stack.start({ env })).toMatchObject({ code: 0 });
  expect(said(await pulumi("up", "--yes", "--skip-preview"))).toEqual({ code: 0, said: "" });
  // A host that refuses connections: what is outside of it is compared all the same.
  const host = { name: "home", address: "127.0.0.1", port: 1, hostKey: "ssh-ed25519 AAAA", "pools.tank": "1 TB" };
  for (const [key, value] of Object.entries(host))
    await stack.pulumi("config", "set", "--path", `homelab:host.${key}`, String(value));
}, 1_800_000);

afterAll(async () => {
  await authentik.running.close();
  await authentik.stop();
  stack.stop();
});

test("with nothing changed there is no difference; the host that does not answer is a problem", async () => {
  const { code, report, all } = await drift();
  expect([code, report.differences]).toEqual([2, []]);
  expect(report.problems).toEqual([expect.objectContaining({ where: "home (127.0.0.1)" })]);
  expect(all.includes(token)).toBe(false);
}, 120_000);

test("a binding that is gone and a value that was changed are named; only an up with --refresh restores them", async () => {
  const before = await bindings();
  const [application] = await objectsAt(authentik, "/core/applications/");
  const [mine] = (await objectsAt(authentik, "/policies/bindings/")).filter(({ group }) => group !== null);
  expect(await authentik.ask("DELETE", `/policies/bindings/${String(mine?.["pk"])}/`)).toMatchObject({ status: 204 });
  const renamed = await authentik.ask("PATCH", `/core/applications/${String(application?.["slug"])}/`, {
    name: "Mine",
  });
  expect(renamed.status).toBe(200);
  const found = (await drift()).report.differences;
  expect(found.map(({ what, is }) => `${what}: ${is}`).sort()).toEqual([
    expect.stringMatching(/^Application papers-app \(.*\) name: Mine$/),
    `${BINDING}: deleted`,
  ]);
  expect(found.map(({ service, mend }) => [service, mend])).toEqual(found.map(() => ["papers", "pulumi up --refresh"]));
  expect(said(await pulumi("up", "--yes", "--skip-preview"))).toEqual({ code: 0, said: "" });
  expect(await bindings()).toBe(before - 1);
  expect(said(await pulumi("up", "--refresh", "--yes", "--skip-preview"))).toEqual({ code: 0, said: "" });
  expect(await bindings()).toBe(before);
  expect((await drift()).report.differences).toEqual([]);
}, 400_000);
