import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startAuthentik } from "../../rehearsal/apis/authentik/server.ts";
import { tryCommand, type CommandResult } from "../../rehearsal/run-command.ts";
import { ensureTools, type Tools } from "../../rehearsal/setup.ts";
import { projectRoot } from "../../rehearsal/tools/project-root.ts";
import { testAuthentik, token, type Body, type TestAuthentik } from "../apis/authentik-support.ts";
import { setFaults } from "../apis/support.ts";
import { requests } from "./terraform-provider-support.ts";

// Signing on under the real engine, with the stand-in plugin and server: what mocks cannot show.

const folder = mkdtempSync(join(tmpdir(), "homelab-sso-"));
// As deep as in the project, for the program's imports.
const program = join(folder, "test", "plugins", "sso-program");
const LIMIT = 300_000;
const sites = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`site${index}`, "forwardAuth"]));
const all = { ...sites, feeds: "oidc", papers: "forwardAuth" };

let authentik: TestAuthentik;
let tools: Tools;

async function pulumi(...args: string[]): Promise<CommandResult & { all: string }> {
  const env = {
    ...tools.env,
    PULUMI_BACKEND_URL: `file://${folder}/backend`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_STACK: "test",
    AUTHENTIK_TOKEN: token,
    AUTHENTIK_URL: authentik.running.url,
    NO_COLOR: "1",
  };
  const options = { cwd: program, seconds: 250, purpose: `pulumi ${args.join(" ")}`, fix: "see its output", env };
  const result = await tryCommand("pulumi", args, options);
  return { ...result, all: `${result.stdout}\n${result.stderr}` };
}

const run = (command: readonly string[], kinds: object, rotate: object = {}) =>
  pulumi(
    ...command,
    ...["-c", `sso-test:kinds=${JSON.stringify(kinds)}`, "-c", `sso-test:rotate=${JSON.stringify(rotate)}`],
  );
const up = ["up", "--yes", "--skip-preview"];

const listed = async (path: string): Promise<Body[]> =>
  (await authentik.ask("GET", `${path}?page_size=200`)).body["results"] as Body[];
const said = ({ code, all: text }: CommandResult & { all: string }) => ({ code, said: code === 0 ? "" : text });
const names = async (path: string): Promise<string[]> => (await listed(path)).map(({ name }) => String(name)).sort();

/** Names of the applications that the embedded outpost serves. */
async function served(): Promise<string[]> {
  const { providers_obj } = await authentik.first("/outposts/instances/");
  return (providers_obj as Body[]).map(({ assigned_application_slug: slug }) => String(slug)).sort();
}

beforeAll(async () => {
  process.env["HOMELAB_TOOLS"] = "standin";
  [tools, authentik] = await Promise.all([ensureTools(), testAuthentik()]);
  mkdirSync(join(folder, "backend"));
  cpSync(new URL("sso-program", import.meta.url).pathname, program, { recursive: true });
  for (const name of ["node_modules", "sdks", "components", "core", "templates"])
    symlinkSync(join(projectRoot, name), join(folder, name));
  expect(await pulumi("stack", "init", "test")).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(async () => {
  await authentik.running.close();
  await authentik.stop();
  rmSync(folder, { recursive: true, force: true });
});

test(
  "22 services at once: each is bound to its group, and none has lost its place at the outpost",
  async () => {
    const first = await run(up, all);
    expect(said(first)).toEqual({ code: 0, said: "" });
    expect(await served()).toEqual(["papers", ...Object.keys(sites)].sort());
    const bindings = await listed("/policies/bindings/");
    expect(bindings).toHaveLength(22);
    expect(bindings.every(({ group_obj }) => (group_obj as Body)["name"] === "family")).toBe(true);
    expect(await names("/providers/oauth2/")).toEqual(["feeds-oidc"]);
  },
  LIMIT,
);

test(
  "a preview with nothing changed asks Authentik nothing: it may be down",
  async () => {
    const before = requests(authentik).length;
    await authentik.running.close();
    const still = await run(["preview", "--expect-no-changes"], all);
    expect(said(still)).toEqual({ code: 0, said: "" });
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
    expect(preview.all).toMatch(/\+ authentik:index\/providerOauth2:ProviderOauth2: \(create\)/);
    expect(preview.all).toMatch(/- authentik:index\/providerProxy:ProviderProxy: \(delete\)/);
    expect(await run(up, changed)).toMatchObject({ code: 0 });
    expect(await names("/providers/oauth2/")).toEqual(["feeds-oidc", "papers-oidc"]);
    expect(await names("/providers/proxy/")).not.toContain("papers-forward-auth");
    expect(await served()).toEqual(Object.keys(sites).sort());
    const { provider_obj } = await authentik.first("/core/applications/?slug=papers");
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
    const state = readFileSync(join(folder, "backend/.pulumi/stacks/sso-test/test.json"), "utf8");
    const hidden = String(after["feeds-oidc"]);
    expect([hidden, token].filter((each) => rotated.all.includes(each) || state.includes(each))).toEqual([]);
  },
  LIMIT,
);

test(
  "destroy -t of one service takes what is its own, and leaves the others byte for byte",
  async () => {
    const own = String((await authentik.first("/core/applications/?slug=site7"))["pk"]);
    const objects = async (): Promise<string[]> => {
      const paths = [
        "/core/applications/",
        "/providers/proxy/",
        "/providers/oauth2/",
        "/policies/bindings/",
        "/core/groups/",
      ];
      const found = (await Promise.all(paths.map(listed))).flat().map((one) => JSON.stringify(one));
      return found.filter((text) => !text.includes(own) && !text.includes('"site7'));
    };
    const before = await objects();
    const destroyed = await pulumi("destroy", "-t", "**::site7", "--target-dependents", "--yes", "--skip-preview");
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
    if (lost.code !== 0) expect(await run(up, kinds)).toMatchObject({ code: 0 });
    expect(await served()).toContain("site7");
  },
  LIMIT,
);

test(
  "everything goes",
  async () => {
    const gone = await pulumi("destroy", "--yes", "--skip-preview");
    expect(said(gone)).toEqual({ code: 0, said: "" });
    expect(await served()).toEqual([]);
    expect(await names("/providers/all/")).toEqual([]);
  },
  LIMIT,
);
