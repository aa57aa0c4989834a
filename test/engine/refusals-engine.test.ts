import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { clearFaults } from "../../packages/stand-ins/test/support.ts";
import { BothApis } from "./both-apis.ts";
import { objectsAt } from "./sso-support.ts";

// What the APIs refuse, and what people change about names, under the real engine: each ends in words that say where
// and what to do, and the next `up` leaves exactly what the definitions say.

const apis = new BothApis();
const LIMIT = 300_000;

beforeAll(async () => {
  await apis.start();
  apis.kinds["feeds"] = "oidc";
  apis.kinds["papers"] = "forwardAuth";
  await apis.works();
}, 1_800_000);

afterEach(async () => {
  apis.settings = {};
  apis.dns = {};
  await Promise.all([clearFaults(apis.authentik.running.url), clearFaults(apis.cloudflare.running.url)]);
});

afterAll(() => apis.stop());

test(
  "another subdomain, then another domain: nothing stays under the old names",
  async () => {
    const uris = async () =>
      (await objectsAt(apis.authentik, "/providers/oauth2/")).map(({ redirect_uris: list }) =>
        (list as { url: string }[]).map(({ url }) => url),
      );
    apis.settings = { subdomains: { feeds: "news" } };
    await apis.works();
    await apis.exact(["news.home.test", "papers.home.test"]);
    expect(await uris()).toEqual([["https://news.home.test/cb"]]);
    apis.settings = { domain: "lab.home.test" };
    await apis.works();
    await apis.exact(["feeds.lab.home.test", "papers.lab.home.test"]);
    expect(await uris()).toEqual([["https://feeds.lab.home.test/cb"]]);
    const [proxy] = await objectsAt(apis.authentik, "/providers/proxy/");
    expect(proxy?.["external_host"]).toBe("https://papers.lab.home.test");
    apis.settings = {};
    await apis.works();
    await apis.exact();
  },
  LIMIT,
);

test(
  "another name of a service is another service: the old one's application, place and record go",
  async () => {
    delete apis.kinds["papers"];
    apis.kinds["letters"] = "forwardAuth";
    await apis.works();
    await apis.exact();
  },
  LIMIT,
);

test(
  "a zone that the token does not see, and a token without rights there",
  async () => {
    apis.kinds["third"] = "oidc";
    apis.dns = { zoneId: "0".repeat(32) };
    await apis.fails(/-dns: this token has no access to a zone 0{32}\s+fix: compare zoneId in homelab:dns/);
    apis.dns = {};
    const powerless = "w".repeat(40);
    apis.settings = { "cloudflare:apiToken": powerless };
    const refused = await apis.fails(/-dns: Cloudflare does not allow this token to change the zone's records\s+fix: /);
    expect(refused.all).not.toContain(powerless);
    apis.settings = {};
    await apis.works();
    await apis.exact();
  },
  LIMIT,
);

test(
  "a token that Authentik does not let in",
  async () => {
    apis.kinds["fourth"] = "oidc";
    await apis.authentikFails({ kind: "status", status: 403, method: "POST", times: 100 });
    await apis.fails(/fourth-sso: Authentik does not allow this token to do it\s+fix: make the token's user a member/);
    await clearFaults(apis.authentik.running.url);
    await apis.works();
    await apis.exact();
  },
  LIMIT,
);

test(
  "a group that is said to be there, and is not",
  async () => {
    apis.kinds["fifth"] = "oidc";
    apis.settings = { access: "book club", groups: ["book club"] };
    await apis.fails(
      /group book club was not found in Authentik, but is required now\s+fix: create the group book club/,
    );
    apis.settings = {};
    await apis.works();
    await apis.exact();
  },
  LIMIT,
);

test(
  "both APIs are down: an error of each says so, and the next up makes what is missing",
  async () => {
    await apis.authentikFails({ kind: "drop", when: "before", times: 10_000 });
    await apis.cloudflareFails({ kind: "status", status: 503, times: 10_000, retry: false });
    apis.dns = { ttl: "5 minutes" };
    const records = await apis.fails(/-dns: Cloudflare cannot serve the request now/);
    apis.dns = {};
    apis.kinds["sixth"] = "oidc";
    const signOn = await apis.fails(/sixth-sso: Authentik did not answer/);
    expect(`${records.all} ${signOn.all}`).not.toMatch(/stack trace|at async|node:internal/);
    await Promise.all([clearFaults(apis.authentik.running.url), clearFaults(apis.cloudflare.running.url)]);
    await apis.works();
    await apis.exact();
  },
  LIMIT,
);
