import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as cf from "../../packages/stand-ins/test/cloudflare-support.ts";
import { BothApis } from "./both-apis.ts";
import type { PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { importsIn, objectsAt } from "./sso-support.ts";

// What an `up` makes of APIs that stumble, under the real engine: each fault meets a service that is new, and
// afterwards the objects at both APIs are exactly those of the definitions.

const apis = new BothApis();
const LIMIT = 300_000;
const SERVICE = "urn:pulumi:test::sso-test::homelab:index:Service";

/** Takes over what the errors of a run name, by the commands that they name. */
async function takeOver(at: BothApis, { all }: PulumiResult, ids: Readonly<Record<string, string>>): Promise<void> {
  for (const words of importsIn(all)) {
    const placed = words.map((word) => ids[word] ?? word);
    const result = await at.stack.pulumi(...placed.slice(1), "--yes");
    expect({ code: result.code, said: result.code === 0 ? "" : result.all }).toEqual({ code: 0, said: "" });
  }
}

beforeAll(async () => {
  await apis.start();
  apis.kinds["first"] = "oidc";
  await apis.works();
}, 1_800_000);

afterAll(() => apis.stop());

test(
  "Authentik answers 500 twice, Cloudflare 429 with Retry-After: one up, and nothing is made twice",
  async () => {
    apis.kinds["second"] = "forwardAuth";
    await apis.authentikFails({ kind: "status", status: 500, times: 2, method: "POST", path: "/core/applications/" });
    await apis.cloudflareFails({ kind: "status", status: 429, retryAfter: 1, method: "POST" });
    await apis.works();
    await apis.exact();
  },
  LIMIT,
);

test(
  "Authentik that goes on answering 500 is an error with a way on; the next up does it",
  async () => {
    apis.kinds["third"] = "forwardAuth";
    await apis.authentikFails({ kind: "status", status: 500, times: 3, method: "POST", path: "/providers/proxy/" });
    await apis.fails(/third-sso: Authentik cannot serve the request now\s+fix: run pulumi up again in a minute/);
    await apis.works();
    await apis.exact();
  },
  LIMIT,
);

describe("an object that was made, and its answer lost", () => {
  test(
    "an application: the next up names the command that takes it over",
    async () => {
      apis.kinds["fourth"] = "oidc";
      await apis.authentikFails({ kind: "drop", when: "after", method: "POST", path: "/core/applications/" });
      await apis.fails(/fourth-app: Authentik did not answer, so the result of the request is unknown/);
      const met = await apis.fails(
        /fourth-app: it exists already at Authentik, created by hand, or by a run that lost the response/,
      );
      expect(importsIn(met.all)).toEqual([
        expect.arrayContaining(["authentik:index/application:Application", "fourth", `fourth=${SERVICE}::fourth`]),
      ]);
      await takeOver(apis, met, {});
      await apis.works();
      await apis.exact();
    },
    LIMIT,
  );

  test(
    "a provider: its number is in the address of its page",
    async () => {
      apis.kinds["fifth"] = "oidc";
      await apis.authentikFails({ kind: "drop", when: "after", method: "POST", path: "/providers/oauth2/" });
      await apis.fails(/fifth-sso: Authentik did not answer/);
      const met = await apis.fails(/fifth-sso: it exists already at Authentik/);
      const found = (await objectsAt(apis.authentik, "/providers/oauth2/")).find(({ name }) => name === "fifth-oidc");
      await takeOver(apis, met, { "<number in the address of its page>": String(found?.["pk"]) });
      await apis.works();
      await apis.exact();
    },
    LIMIT,
  );

  test(
    "a record: the same run's second try meets it, and names the command that takes it over",
    async () => {
      apis.kinds["sixth"] = "forwardAuth";
      await apis.cloudflareFails({ kind: "drop", when: "after", method: "POST" });
      const met = await apis.fails(/sixth-dns: it exists already at Cloudflare, and the program never overwrites it/);
      const record = ((await apis.cloudflare.ask("GET", cf.recordsPath)).result as { id: string; name: string }[]).find(
        ({ name }) => name === "sixth.home.test",
      );
      await takeOver(apis, met, { [`${cf.zone.id}/<id of the record>`]: `${cf.zone.id}/${record?.id ?? ""}` });
      await apis.works();
      await apis.exact();
    },
    LIMIT,
  );
});
