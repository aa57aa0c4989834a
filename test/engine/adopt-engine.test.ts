import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { projectRoot } from "../../tools/project-root.ts";
import { testAuthentik, token, type TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import { EngineStack, type PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { objectsAt, servedBy } from "./sso-support.ts";

// A stack's state is lost under the real engine; what Authentik has becomes the new one's.

const links = ["sdks", "clients", "components", "contract", "core", "templates"];
const stack = new EngineStack({ program: "test/engine/sso-program", links, seconds: 250 });
const LIMIT = 400_000;
const kinds = { site: "forwardAuth", papers: "forwardAuth", feeds: "oidc", mail: "ldap" };
const PATHS = [
  ...["core/applications", "core/groups", "providers/proxy", "providers/oauth2", "providers/ldap", "rbac/roles"],
  ...["outposts/instances", "policies/bindings", "policies/expression", "propertymappings/provider/scope"],
  ...["flows/instances", "flows/bindings", "stages/all", "stages/prompt/prompts"],
];

let authentik: TestAuthentik;

const pulumi = (...command: string[]) => stack.pulumi(...command, "-c", `sso-test:kinds=${JSON.stringify(kinds)}`);
const up = () => pulumi("up", "--yes", "--skip-preview");
const adopt = (...words: string[]) => stack.run("node", join(projectRoot, "commands/adopt/main.ts"), ...words);
const said = ({ code, all }: PulumiResult) => ({ code, said: code === 0 ? "" : all });
const clientSecret = async () => String((await authentik.first("/providers/oauth2/"))["client_secret"]);
/** Kind and key of every object but the accounts. */
const held = async (): Promise<string[]> => {
  const lists = await Promise.all(
    PATHS.map(async (path) => (await objectsAt(authentik, `/${path}/`)).map(({ pk }) => `${path} ${String(pk)}`)),
  );
  return lists.flat().sort();
};

beforeAll(async () => {
  authentik = await testAuthentik();
  const env = { AUTHENTIK_TOKEN: token, AUTHENTIK_URL: authentik.running.url };
  expect(await stack.start({ env })).toMatchObject({ code: 0 });
  expect(said(await up())).toEqual({ code: 0, said: "" });
}, 1_800_000);

afterAll(async () => {
  await authentik.running.close();
  await authentik.stop();
  stack.stop();
});

test("with nothing lost there is nothing to take over", async () => {
  const ran = await adopt("--yes");
  expect(said(ran)).toEqual({ code: 0, said: "" });
  expect(ran.stdout).toBe("Nothing to take over. Now run: pulumi up\n");
}, 120_000);

test(
  "after the state was lost everything is taken over, and up makes nothing twice",
  async () => {
    const before = await held();
    const secret = await clientSecret();
    const served = await servedBy(authentik);
    rmSync(join(stack.folder, "backend/.pulumi/stacks/sso-test/test.json"));
    expect(await stack.pulumi("stack", "init", "test")).toMatchObject({ code: 0 });
    const shown = await adopt("--dry-run");
    expect(said(shown)).toEqual({ code: 0, said: "" });
    expect(shown.stdout).toMatch(/\nGroup +sso-group-family +[-0-9a-f]{36}\n/);
    expect(shown.stdout).toMatch(/\n46 would be taken over\.\n$/);
    expect(stack.state("sso-test")).not.toContain("sso-group-family");
    const adopted = await adopt("--yes");
    expect(said(adopted)).toEqual({ code: 0, said: "" });
    expect(adopted.stdout).toMatch(/\n46 taken over\. Now run: pulumi up\n$/);
    const shownOrKept = [adopted.all, stack.state("sso-test")];
    expect(shownOrKept.filter((text) => text.includes(token) || text.includes(secret))).toEqual([]);
    const next = await up();
    expect(said(next)).toEqual({ code: 0, said: "" });
    expect(await held()).toEqual(before);
    expect(await servedBy(authentik)).toEqual(served);
    const still = await pulumi("preview", "--diff", "--expect-no-changes");
    expect(said(still)).toEqual({ code: 0, said: "" });
  },
  LIMIT,
);

test(
  "what alone was lost is taken over beside what the stack has",
  async () => {
    const before = await held();
    const binding = "homelab:index:Service$authentik:index/policyBinding:PolicyBinding::papers-access-family";
    const urn = `urn:pulumi:test::sso-test::${binding}`;
    expect(await stack.pulumi("state", "delete", urn, "--target-dependents", "--yes")).toMatchObject({ code: 0 });
    const adopted = await adopt("--yes");
    expect(said(adopted)).toEqual({ code: 0, said: "" });
    // The binding, and the place at the outpost that comes after it.
    expect(adopted.stdout).toMatch(/\n2 taken over\. /);
    expect(said(await pulumi("preview", "--diff", "--expect-no-changes"))).toEqual({ code: 0, said: "" });
    expect(await held()).toEqual(before);
  },
  LIMIT,
);
