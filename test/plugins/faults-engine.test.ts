import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { testAuthentik, token, type TestAuthentik } from "../apis/authentik-support.ts";
import * as cf from "../apis/cloudflare-support.ts";
import { setFaults } from "../apis/support.ts";
import { EngineStack, type PulumiResult } from "./engine-stack.ts";
import { importsIn, objectsAt, servedBy } from "./sso-support.ts";

// What an `up` makes of APIs that stumble, under the real engine: each fault meets a service that is new, and
// afterwards the objects at both APIs are exactly those of the definitions.

const links = ["sdks", "components", "core", "templates"];
const stack = new EngineStack({ program: "sso-program", links, seconds: 250 });
const LIMIT = 300_000;
const SERVICE = "urn:pulumi:test::sso-test::homelab:index:Service";

let authentik: TestAuthentik;
let cloudflare: cf.TestCloudflare;
/** The services so far. */
const kinds: Record<string, "oidc" | "forwardAuth"> = { first: "oidc" };
let more: readonly string[] = [];

function pulumi(...command: string[]): Promise<PulumiResult> {
  const dns = { zone: cf.zone.name, zoneId: cf.zone.id, target: { a: "203.0.113.10" } };
  const settings = { "sso-test:kinds": JSON.stringify(kinds), "sso-test:dns": JSON.stringify(dns) };
  const set = Object.entries({ ...settings, "cloudflare:baseUrl": cloudflare.running.baseUrl });
  return stack.pulumi(...command, ...set.flatMap(([key, value]) => ["-c", `${key}=${value}`]), ...more);
}

const up = (): Promise<PulumiResult> => pulumi("up", "--yes", "--skip-preview");
const worked = async (): Promise<void> => {
  const { code, all } = await up();
  expect({ code, said: code === 0 ? "" : all }).toEqual({ code: 0, said: "" });
};
const failed = async (...says: readonly RegExp[]): Promise<PulumiResult> => {
  const result = await up();
  expect(result.code).not.toBe(0);
  for (const words of says) expect(result.all).toMatch(words);
  return result;
};

/** Nothing is missing at the APIs, and nothing is left over. */
async function exact(): Promise<void> {
  const names = Object.keys(kinds).sort();
  const of = (kind: string) => names.filter((name) => kinds[name] === kind);
  const at = async (path: string, key: string) => (await objectsAt(authentik, path)).map((one) => one[key]).sort();
  expect(await at("/core/applications/", "slug")).toEqual(names);
  expect(await at("/providers/oauth2/", "name")).toEqual(of("oidc").map((name) => `${name}-oidc`));
  expect(await at("/providers/proxy/", "name")).toEqual(of("forwardAuth").map((name) => `${name}-forward-auth`));
  expect(await objectsAt(authentik, "/policies/bindings/")).toHaveLength(names.length);
  expect(await servedBy(authentik)).toEqual(of("forwardAuth"));
  const { result } = await cloudflare.ask("GET", cf.recordsPath);
  expect((result as { name: string }[]).map(({ name }) => name).sort()).toEqual(
    names.map((name) => `${name}.home.test`),
  );
}

const atAuthentik = (fault: object) => setFaults(authentik.running.url, { ...fault });
const atCloudflare = (fault: object) => setFaults(cloudflare.running.url, { ...fault });

/** Takes over what the errors of a run name, by the commands that they name. */
async function takeOver({ all }: PulumiResult, ids: Readonly<Record<string, string>>): Promise<void> {
  for (const words of importsIn(all)) {
    const placed = words.map((word) => ids[word] ?? word);
    const result = await stack.pulumi(...placed.slice(1), "--yes");
    expect({ code: result.code, said: result.code === 0 ? "" : result.all }).toEqual({ code: 0, said: "" });
  }
}

beforeAll(async () => {
  [authentik, cloudflare] = await Promise.all([testAuthentik(), cf.testCloudflare()]);
  const env = { AUTHENTIK_TOKEN: token, AUTHENTIK_URL: authentik.running.url, CLOUDFLARE_API_TOKEN: cf.token };
  expect(await stack.start({ env })).toMatchObject({ code: 0 });
  await worked();
}, 1_800_000);

afterEach(() => {
  more = [];
});

afterAll(async () => {
  await Promise.all([authentik.stop(), cloudflare.stop()]);
  stack.stop();
});

test(
  "Authentik answers 500 twice, Cloudflare 429 with Retry-After: one up, and nothing is made twice",
  async () => {
    kinds["second"] = "forwardAuth";
    await atAuthentik({ kind: "status", status: 500, times: 2, method: "POST", path: "/core/applications/" });
    await atCloudflare({ kind: "status", status: 429, retryAfter: 1, method: "POST" });
    await worked();
    await exact();
  },
  LIMIT,
);

test(
  "Authentik that goes on answering 500 is an error with a way on; the next up does it",
  async () => {
    kinds["third"] = "forwardAuth";
    await atAuthentik({ kind: "status", status: 500, times: 3, method: "POST", path: "/providers/proxy/" });
    await failed(/third-sso: Authentik cannot serve the request now\s+fix: run pulumi up again in a minute/);
    await worked();
    await exact();
  },
  LIMIT,
);

describe("an object that was made, and its answer lost", () => {
  test(
    "an application: the next up names the command that takes it over",
    async () => {
      kinds["fourth"] = "oidc";
      await atAuthentik({ kind: "drop", when: "after", method: "POST", path: "/core/applications/" });
      await failed(/fourth-app: Authentik gave no answer, so nobody knows whether it was done/);
      const met = await failed(/fourth-app: it is there already at Authentik, made by hand, or by a run whose answer/);
      expect(importsIn(met.all)).toEqual([
        expect.arrayContaining(["authentik:index/application:Application", "fourth", `fourth=${SERVICE}::fourth`]),
      ]);
      await takeOver(met, {});
      await worked();
      await exact();
    },
    LIMIT,
  );

  test(
    "a provider: its number is in the address of its page",
    async () => {
      kinds["fifth"] = "oidc";
      await atAuthentik({ kind: "drop", when: "after", method: "POST", path: "/providers/oauth2/" });
      await failed(/fifth-sso: Authentik gave no answer/);
      const met = await failed(/fifth-sso: it is there already at Authentik/);
      const found = (await objectsAt(authentik, "/providers/oauth2/")).find(({ name }) => name === "fifth-oidc");
      await takeOver(met, { "<number in the address of its page>": String(found?.["pk"]) });
      await worked();
      await exact();
    },
    LIMIT,
  );

  test(
    "a record: the same run's second try meets it, and names the command that takes it over",
    async () => {
      kinds["sixth"] = "forwardAuth";
      await atCloudflare({ kind: "drop", when: "after", method: "POST" });
      const met = await failed(/sixth-dns: it is there already at Cloudflare, and is never overwritten/);
      const record = ((await cloudflare.ask("GET", cf.recordsPath)).result as { id: string; name: string }[]).find(
        ({ name }) => name === "sixth.home.test",
      );
      await takeOver(met, { [`${cf.zone.id}/<id of the record>`]: `${cf.zone.id}/${record?.id ?? ""}` });
      await worked();
      await exact();
    },
    LIMIT,
  );
});
