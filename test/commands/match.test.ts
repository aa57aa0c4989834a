import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { projectRoot } from "../../tools/project-root.ts";
import type { ApiObject } from "../../core/schema/dns/provider.ts";
import { KINDS } from "../../commands/adopt/kinds.ts";
import { match, type Finding } from "../../commands/adopt/match.ts";
import type { PlannedResource } from "../../commands/adopt/preview.ts";
import { report } from "../../commands/adopt/report.ts";

const planned = (type: string, inputs: object, references: Record<string, string> = {}): PlannedResource => ({
  ...{ urn: `urn::${type}`, type, name: "x", parent: undefined, component: false },
  ...{ inputs: inputs as PlannedResource["inputs"], references },
});
const brief = (finding: Finding): string =>
  ({
    found: finding.outcome === "found" ? finding.id : "",
    left: finding.outcome === "left" ? `left: ${finding.why}` : "",
    absent: "absent",
  })[finding.outcome];
const found = (missing: readonly PlannedResource[], lists: Record<string, readonly ApiObject[]>): string[] =>
  match(missing, new Map(Object.entries(lists))).map(brief);

const APPLICATION = "authentik:index/application:Application";
const ATTACHMENT = "authentik:index/outpostProviderAttachment:OutpostProviderAttachment";
const BINDING = "authentik:index/policyBinding:PolicyBinding";
const GROUP = "authentik:index/group:Group";
const PROXY = "authentik:index/providerProxy:ProviderProxy";
const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const applications = "authentik core/applications/?superuser_full_list=true";
const bindings = "authentik policies/bindings/";
const groups = "authentik core/groups/?include_users=false";

describe("an object is found by the exact name of its kind", () => {
  test.each<[string, ApiObject[], string]>([
    [
      "the same",
      [
        { pk: "a", name: "famil" },
        { pk: "b", name: "family" },
      ],
      "b",
    ],
    ["another spelling", [{ pk: "a", name: "Family" }], "absent"],
    ["none", [], "absent"],
    [
      "two",
      [
        { pk: "a", name: "family" },
        { pk: "b", name: "family" },
      ],
      "left: it exists 2 times: a, b",
    ],
    [
      "one whose members may administer",
      [{ pk: "a", name: "family", is_superuser: true }],
      "left: its members are administrators: list it under `groups` in homelab:sso",
    ],
  ])("%s", (_what, rows, outcome) => {
    expect(found([planned(GROUP, { name: "family" })], { [groups]: rows })).toEqual([outcome]);
  });

  test("an application is imported by its slug, and named by its key", () => {
    const application = planned(APPLICATION, { slug: "feeds" });
    const binding = planned(BINDING, { target: undefined, group: "g", order: 0 }, { target: application.urn });
    const lists = {
      [applications]: [{ pk: "key", slug: "feeds" }],
      [bindings]: [{ pk: "b", target: "key", group: "g", order: 5 }],
    };
    expect(found([application, binding], lists)).toEqual(["feeds", "b"]);
  });
});

describe("what an object belongs to", () => {
  const target = planned(APPLICATION, { slug: "feeds" });
  const binding = (group: string | undefined) =>
    planned(BINDING, { target: undefined, group, order: 1 }, { target: target.urn });
  const application = { [applications]: [{ pk: "key", slug: "feeds" }] };

  test.each<[string, PlannedResource, Record<string, readonly ApiObject[]>, string]>([
    ["is not there", binding("g"), { [bindings]: [{ pk: "b", target: undefined, group: "g" }] }, "absent"],
    ["is another", binding("g"), { ...application, [bindings]: [{ pk: "b", target: "other", group: "g" }] }, "absent"],
    [
      "would be looked up: the order decides",
      binding(undefined),
      {
        ...application,
        [bindings]: [
          { pk: "a", target: "key", group: "g", order: 0 },
          { pk: "b", target: "key", group: "h", order: 1 },
          { pk: "c", target: "key", group: null, order: 1 },
        ],
      },
      "b",
    ],
  ])("%s", (_what, one, lists, outcome) => {
    expect(found([target, one], lists).at(-1)).toBe(outcome);
  });

  test("a place at an outpost is named by both", () => {
    const provider = planned(PROXY, { name: "feeds-forward-auth" });
    const place = planned(
      ATTACHMENT,
      { outpost: undefined, protocolProvider: undefined },
      { protocolProvider: provider.urn },
    );
    const lists = {
      "authentik providers/proxy/": [{ pk: 7, name: "feeds-forward-auth" }],
      "authentik outposts/instances/": [
        { pk: "other", providers: [1] },
        { pk: "embedded", providers: [1, 7] },
      ],
    };
    expect(found([provider, place], lists)).toEqual(["7", "embedded:7"]);
  });
});

describe("a record is ours by its comment", () => {
  const comment = "managed-by=homelab svc=feeds";
  const mine = { zoneId: "z", name: "feeds.home.test", type: "A", content: "203.0.113.1", comment };
  const row = { id: "r", name: "feeds.home.test", type: "A", content: "203.0.113.9", comment };
  test.each<[string, ApiObject[], string]>([
    ["ours, whatever it leads to", [row], "z/r"],
    ["of another service", [{ ...row, comment: "managed-by=homelab svc=f" }], `left: its comment is not ${comment}`],
    ["without a comment", [{ ...row, comment: null }], `left: its comment is not ${comment}`],
    ["ours beside a foreign one", [{ ...row, id: "f", comment: "hand" }, row], "z/r"],
    ["of another type", [{ ...row, type: "AAAA" }], "absent"],
  ])("%s", (_what, rows, outcome) => {
    expect(found([planned(RECORD, mine)], { "cloudflare zones/z/dns_records": rows })).toEqual([outcome]);
  });
});

test("every kind of object that the SDK has can be taken over, but for what no import knows and the program never makes", () => {
  const sdk = readFileSync(join(projectRoot, "sdks/authentik/index.js"), "utf8");
  const types = Array.from(sdk.matchAll(/__pulumiType = "(authentik:index\/[^"]+)"/g), ([, type]) => type ?? "");
  expect(types.length).toBeGreaterThan(20);
  expect(types.filter((type) => !(type in KINDS))).toEqual([
    "authentik:index/brand:Brand",
    "authentik:index/rbacPermissionRole:RbacPermissionRole",
  ]);
});

test("what no import knows is not looked for", () => {
  expect(found([planned("random:index/randomPassword:RandomPassword", {})], {})).toEqual([]);
});

test("a person reads what is there, and how many are not", () => {
  const missing = [planned(GROUP, { name: "family" }), planned(GROUP, { name: "friends" })];
  expect(report(match(missing, new Map([[groups, [{ pk: "a", name: "family" }]]])))).toBe(
    ["KIND   RESOURCE  ID", "Group  x         a", "Do not exist, and will be created by the next up: 1"].join("\n"),
  );
});
