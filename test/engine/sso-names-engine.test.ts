import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { testAuthentik, token, type TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import { EngineStack } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { objectsAt, servedBy } from "./sso-support.ts";

// Forward auth for several names of one service, under the real engine: the outpost answers for each name.
const links = ["sdks", "clients", "components", "contract", "core", "templates"];
const stack = new EngineStack({ program: "test/engine/sso-program", links, seconds: 250 });
const LIMIT = 300_000;

let authentik: TestAuthentik;

const up = async (...subdomains: string[]): Promise<void> => {
  const settings = { kinds: { papers: "forwardAuth", wiki: "forwardAuth" }, subdomains: { papers: subdomains } };
  const words = Object.entries(settings).flatMap(([key, value]) => ["-c", `sso-test:${key}=${JSON.stringify(value)}`]);
  const { code, all } = await stack.pulumi("up", "--yes", "--skip-preview", ...words);
  expect({ code, said: code === 0 ? "" : all }).toEqual({ code: 0, said: "" });
};

/** Where the outpost sends a stranger who asks for a page of this host. */
async function sentFor(host: string): Promise<string | undefined> {
  const asked = { "x-forwarded-host": host, "x-forwarded-proto": "https", "x-forwarded-uri": "/page" };
  const { status, location } = await authentik.visit("/outpost.goauthentik.io/auth/caddy", asked);
  return status === 302 ? (new URL(location).searchParams.get("redirect_uri") ?? undefined) : undefined;
}

beforeAll(async () => {
  authentik = await testAuthentik();
  const env = { AUTHENTIK_TOKEN: token, AUTHENTIK_URL: authentik.running.url };
  expect(await stack.start({ env })).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(async () => {
  await authentik.stop();
  stack.stop();
});

test(
  "each name has its own application, with the same access and one tile for all",
  async () => {
    await up("papers", "old.papers");
    expect(await servedBy(authentik)).toEqual(["papers", "papers-old_papers", "wiki"]);
    for (const host of ["papers.home.test", "old.papers.home.test"])
      expect(await sentFor(host)).toContain(`https://${host}/outpost.goauthentik.io/callback`);
    expect(await sentFor("other.home.test")).toBeUndefined();
    const bound = (await objectsAt(authentik, "/policies/bindings/")).filter(({ group }) => group !== null);
    expect(bound).toHaveLength(3);
    const tiles = (await objectsAt(authentik, "/core/applications/")).map((each) => each["meta_launch_url"]);
    expect(tiles.sort()).toEqual(["blank://blank", "https://papers.home.test/", "https://wiki.home.test/"]);
  },
  LIMIT,
);

test(
  "a name that goes takes its application along and leaves the others",
  async () => {
    await up("papers");
    expect(await servedBy(authentik)).toEqual(["papers", "wiki"]);
    expect(await sentFor("old.papers.home.test")).toBeUndefined();
    expect(await sentFor("papers.home.test")).toContain("https://papers.home.test/");
  },
  LIMIT,
);
