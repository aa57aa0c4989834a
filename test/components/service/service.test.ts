import { beforeAll, describe, expect, test } from "@jest/globals";
import type { ServiceOutputs } from "../../../components/service/outputs.ts";
import { CONFIG, homelab } from "../../support/homelab.ts";
import { feedsPlan } from "../../support/plans.ts";
import { record, type Recorded } from "../../support/recorder.ts";

const COMMAND = "command:remote:Command";
const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const PASSWORD = "random:index/randomPassword:RandomPassword";

let resources: Recorded[] = [];
let outputs: { plain: ServiceOutputs; images: Record<string, string> } | undefined;

beforeAll(async () => {
  resources = await record(
    () => {
      const { outputs: plain } = homelab().feeds;
      plain.images.apply((images) => (outputs = { plain, images }));
    },
    { config: CONFIG },
  );
});

const named = (name: string): Recorded => {
  const resource = resources.find((candidate) => candidate.name === name);
  if (resource === undefined) throw new Error(`no resource ${name}`);
  return resource;
};

const childrenOf = (name: string) =>
  resources.filter(({ parent }) => parent === named(name).urn).map(({ type, name: child }) => [type, child]);

/** Names of the resources that one waits for. */
const needs = (name: string): string[] =>
  named(name)
    .dependencies.map((urn) => urn.split("::").at(-1) ?? "")
    .sort();

describe("children", () => {
  test("of a service with web, data and secrets", () => {
    expect(childrenOf("feeds")).toEqual([
      [COMMAND, "feeds-dataset-cache"],
      [COMMAND, "feeds-dataset-db"],
      [RECORD, "feeds-dns"],
      [RECORD, "feeds-dns-news"],
      [RECORD, "feeds-dns6"],
      [PASSWORD, "feeds-generated-db-password"],
      [COMMAND, "feeds-quadlets"],
      [COMMAND, "feeds-rollout"],
      [COMMAND, "feeds-route"],
      [COMMAND, "feeds-secrets"],
      [COMMAND, "feeds-smoke"],
      [COMMAND, "feeds-user"],
    ]);
  });

  test("of a service without", () => {
    expect(childrenOf("quiet")).toEqual([
      [COMMAND, "quiet-quadlets"],
      [COMMAND, "quiet-rollout"],
      [COMMAND, "quiet-user"],
    ]);
  });

  test("nothing else is registered but the host's and the two components", () => {
    expect(resources.filter(({ parent }) => parent === undefined).map(({ type, name }) => [type, name])).toEqual([
      ["homelab:index:Service", "feeds"],
      ["homelab:index:Service", "quiet"],
      ["homelab:index:Host", "rehearsal"],
    ]);
    expect(resources).toHaveLength(3 + 12 + 3 + 3);
  });

  test("a component's own inputs are empty: an Output among them would be an edge", () => {
    expect(resources.filter(({ custom }) => !custom).map(({ inputs }) => inputs)).toEqual([{}, {}, {}]);
  });
});

describe("edges", () => {
  test.each([
    ["feeds-user", ["rehearsal-base"]],
    ["feeds-dataset-db", ["feeds-user"]],
    ["feeds-generated-db-password", []],
    ["feeds-secrets", ["feeds-generated-db-password", "feeds-user"]],
    ["feeds-quadlets", ["feeds-user"]],
    [
      "feeds-rollout",
      ["feeds-dataset-cache", "feeds-dataset-db", "feeds-quadlets", "feeds-secrets", "rehearsal-ingress"],
    ],
    ["feeds-route", ["feeds-rollout"]],
    ["feeds-dns", ["feeds-route"]],
    ["feeds-dns6", ["feeds-dns", "feeds-route"]],
    ["feeds-dns-news", ["feeds-route"]],
    ["feeds-smoke", ["feeds-dns", "feeds-dns-news", "feeds-dns6", "feeds-rollout", "feeds-route"]],
    ["quiet-rollout", ["quiet-quadlets", "rehearsal-ingress"]],
  ])("%s waits for %j", (name, expected) => {
    expect(needs(name)).toEqual(expected);
  });
});

describe("options", () => {
  test("a destroy keeps datasets and nothing else", () => {
    expect(resources.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name)).toEqual([
      "feeds-dataset-cache",
      "feeds-dataset-db",
    ]);
  });

  test("outputs that hold secrets are marked", () => {
    expect(named("feeds-secrets").additionalSecretOutputs).toEqual(expect.arrayContaining(["stdout", "stderr"]));
    expect(named("feeds-generated-db-password").additionalSecretOutputs).toEqual(expect.arrayContaining(["result"]));
  });
});

describe("records", () => {
  test("hold what the plan says", () => {
    expect(named("feeds-dns").inputs).toEqual({
      zoneId: "0123456789abcdef0123456789abcdef",
      name: "feeds.home.test",
      type: "A",
      content: "203.0.113.10",
      ttl: 1,
      proxied: false,
      comment: "managed-by=homelab svc=feeds",
    });
  });

  test("are deleted before they are replaced, the second of a name with the first", () => {
    const records = resources.filter(({ type }) => type === RECORD);
    expect(records.map(({ deleteBeforeReplace }) => deleteBeforeReplace)).toEqual([true, true, true]);
    expect(named("feeds-dns6").propertyDependencies?.["zoneId"]).toEqual([named("feeds-dns").urn]);
    expect(named("feeds-dns-news").propertyDependencies?.["zoneId"]).toEqual([]);
  });
});

describe("inputs", () => {
  test("the specs are the plan's", () => {
    expect(named("feeds-user").inputs["stdin"]).toBe("uid of feeds\n");
    expect(named("feeds-dataset-db").inputs["stdin"]).toBe("dataset=db\n");
    expect(named("feeds-quadlets").inputs["stdin"]).toBe("bundle of feeds\n");
    expect(named("feeds-route").inputs["stdin"]).toBe("route of feeds\n");
  });

  test("the rollout ends with the secrets' revisions, readable and sorted", () => {
    expect(named("feeds-rollout").inputs["stdin"]).toMatch(
      /^uid=2003\ngeneration=0123456789abcdef\nstrategy=rolling\ndrain=30\nsecrets=\{"api-key":"[0-9a-f]{12}","db-password":"[0-9a-f]{12}","db-url":"[0-9a-f]{12}"\}\n$/,
    );
    expect(named("quiet-rollout").inputs["stdin"]).toMatch(/\nsecrets=\{\}\n$/);
  });

  test("the smoke test is told which deploy it follows", () => {
    expect(JSON.parse(named("feeds-smoke").inputs["stdin"] as string)).toEqual({
      ...feedsPlan.smoke,
      generation: "0123456789abcdef",
      deploy: "2026-11-20T21:04:11Z-7f3a",
    });
    expect(named("feeds-smoke").inputs).toMatchObject({
      create: "/var/lib/homelab/toolkit/current/homelab smoke apply feeds",
      delete: "/var/lib/homelab/toolkit/current/homelab smoke remove feeds",
    });
  });

  test("a dataset is named by service and key", () => {
    expect(named("feeds-dataset-db").inputs["delete"]).toBe(
      "/var/lib/homelab/toolkit/current/homelab dataset remove feeds/db",
    );
  });
});

test("outputs", () => {
  expect({ ...outputs?.plain, images: outputs?.images }).toEqual({
    url: "https://feeds.home.test",
    exposure: "public",
    auth: "none",
    access: [],
    records: [
      { name: "feeds.home.test", type: "A", content: "203.0.113.10", proxied: false },
      { name: "feeds.home.test", type: "AAAA", content: "2001:db8::10", proxied: false },
      { name: "news.home.test", type: "A", content: "203.0.113.10", proxied: false },
    ],
    routerNames: [],
    uid: 2003,
    user: "svc-feeds",
    units: ["feeds-0-app.service", "feeds-0-pod.service"],
    datasets: {
      cache: { dataset: "tank/homelab/feeds/cache", mountpoint: "/zfs/tank/feeds/cache" },
      db: { dataset: "safe/homelab/feeds/db", mountpoint: "/zfs/safe/feeds/db" },
    },
    images: { app: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
  });
});
