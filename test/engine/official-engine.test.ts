import { createServer } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startAuthentik } from "../../packages/stand-ins/authentik/server.ts";
import { testAuthentik, token, type TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import { EngineStack, type PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { requests } from "../../packages/pulumi-plugins/test/terraform-provider-support.ts";
import { enrollAnna, inviteAnna } from "./sso-support.ts";

// What the official provider and a real Authentik were seen to do, met by the program under the real engine.

const links = ["sdks", "clients", "components", "contract", "core", "templates"];
const stack = new EngineStack({ program: "test/engine/sso-program", links, seconds: 250 });
const LIMIT = 600_000;
const kinds = { feeds: "oidc", mail: "ldap" };
const said = ({ code, all }: PulumiResult) => ({ code, said: code === 0 ? "" : all });
const pulumi = (...command: string[]) => {
  const settings = { kinds: JSON.stringify(kinds), consent: "explicit" };
  return stack.pulumi(
    ...command,
    ...Object.entries(settings).flatMap(([key, value]) => ["-c", `sso-test:${key}=${value}`]),
  );
};
const up = () => pulumi("up", "--yes", "--skip-preview");

let authentik: TestAuthentik;
beforeAll(async () => {
  authentik = await testAuthentik();
  const env = { AUTHENTIK_TOKEN: token, AUTHENTIK_URL: authentik.running.url };
  expect(await stack.start({ env })).toMatchObject({ code: 0 });
  expect(said(await up())).toEqual({ code: 0, said: "" });
}, 1_800_000);

afterAll(async () => {
  await authentik.stop();
  stack.stop();
});

const membersOf = async (name: string): Promise<unknown> =>
  (await authentik.first(`/core/groups/?name=${name}`))["users"];

test(
  "the people of a group stay in it, also after a refresh has brought them into the state",
  async () => {
    expect((await enrollAnna(authentik, await inviteAnna(stack))).status).toBe(302);
    const before = { family: await membersOf("family"), mail: await membersOf("ldap-mail") };
    expect(before).toEqual({ family: [expect.any(Number)], mail: [expect.any(Number)] });
    expect(said(await pulumi("refresh", "--yes", "--skip-preview"))).toEqual({ code: 0, said: "" });
    expect(said(await up())).toEqual({ code: 0, said: "" });
    expect({ family: await membersOf("family"), mail: await membersOf("ldap-mail") }).toEqual(before);
    expect(requests(authentik).filter((request) => request.startsWith("PUT /core/groups/"))).toEqual([]);
  },
  LIMIT,
);

test("a person who is asked for consent sees what each scope means", async () => {
  const query = new URLSearchParams({
    ...{ client_id: "feeds", redirect_uri: "https://feeds.home.test/cb", response_type: "code" },
    scope: "openid email profile groups entitlements offline_access",
  });
  const cookie = await authentik.login("anna");
  const { text } = await authentik.visit(`/application/o/authorize/?${query.toString()}`, { cookie });
  expect(text.match(/<li>/g)).toHaveLength(6);
  expect(text).toContain("<li>See your e-mail address</li>");
});

test.each([["preview"], ["up", "--yes", "--skip-preview"]])(
  "an Authentik that takes connections and never answers ends a %s with the way on",
  async (...command) => {
    const port = Number(new URL(authentik.running.url).port);
    await authentik.running.close();
    const silent = createServer().listen(port, "127.0.0.1");
    await once(silent, "listening");
    const { code, all } = await pulumi(...command);
    silent.close();
    authentik = { ...authentik, running: await startAuthentik({ ...authentik.options, port }) };
    expect(code).not.toBe(0);
    expect(all).toMatch(/accepts connections but does not answer: nothing was changed\s+fix: restart it/);
  },
  LIMIT,
);
