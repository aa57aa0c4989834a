import { describe, expect, test } from "@jest/globals";
import { planAll } from "../../core/plan/plan.ts";
import { defineService, ledger } from "../../core/define.ts";
import type { PlanEntry } from "../../core/schema/plan-report.ts";
import { parseSettings } from "../../core/schema/settings.ts";
import type { Preview, Step } from "../../plan/preview/preview.ts";
import { reportOf } from "../../plan/report.ts";
import { services as street } from "../homes/street.ts";
import { SETTINGS } from "./cases.ts";

// What the recorded pull requests do not show. A step that is not there is a resource that stays as it is.

const plan = planAll(street, parseSettings({ ...SETTINGS, configSecrets: ["tlsCaKey"] }));
const SERVICE = "homelab:index:Service";
const COMMAND = "command:remote:Command";

const urn = (type: string, name: string): string => `urn:pulumi:test::homelab::${type}::${name}`;

/** A step of the service `feeds`. */
const step = (role: string, parts: Partial<Step>): Step => ({
  ...{ op: "update", urn: urn(`${SERVICE}$${COMMAND}`, `feeds-${role}`), type: COMMAND, name: `feeds-${role}` },
  ...{ parent: urn(SERVICE, "feeds"), before: undefined, after: undefined, differs: ["stdin"] },
  ...parts,
});

const specOf = (role: string): string => {
  const steps = plan.services.find(({ name }) => name === "feeds")?.steps ?? [];
  const found = steps.find((one) => one.role === role);
  if (found === undefined || !("spec" in found) || found.spec === undefined) throw new Error(`no spec of ${role}`);
  return found.spec;
};

const services = {
  feeds: {
    ...{ exposure: "public", auth: "oidc", access: ["family", "friends"], routerNames: [] },
    records: [{ name: "feeds.home.test", type: "A", content: "203.0.113.10", proxied: false }],
  },
};

function entryOf(steps: readonly Step[], last: unknown = services): PlanEntry {
  const preview: Preview = { steps, services: last };
  const { entries } = reportOf(preview, { plan, retired: [] });
  const [entry] = entries;
  if (entry === undefined) throw new Error("nothing changes");
  return entry;
}

const flagsOf = (entry: PlanEntry): string[] =>
  entry.flags.map(({ severity, name, where }) => `${severity} ${name} ${where}`);

describe("data", () => {
  const before = (change: (spec: string) => string) =>
    entryOf([step("dataset-db", { before: change(specOf("dataset-db")), after: specOf("dataset-db") })]);

  test("a quota that shrinks is a risk, one that grows is none", () => {
    const shrinks = before((spec) => spec.replace("refquota=5G", "refquota=6G"));
    expect(shrinks.changes.map(({ text }) => text)).toEqual(["quota 6 GB -> 5 GB on safe/homelab/feeds/db"]);
    expect(shrinks.atRisk).toHaveLength(1);
    expect(flagsOf(shrinks)).toEqual(["attention refused feeds.data.db"]);
    expect(flagsOf(before((spec) => spec.replace("refquota=5G", "refquota=4G")))).toEqual([]);
  });

  test("another pool is refused by the host, so nothing restarts", () => {
    const moved = before((spec) => spec.replace("dataset=safe", "dataset=tank"));
    expect(flagsOf(moved)).toEqual(["danger refused feeds.data.db"]);
    expect(moved.restarts).toEqual([]);
  });

  test("a dataset that the definition has no more is kept", () => {
    const gone = entryOf([
      step("dataset-cache", { op: "delete", before: "dataset=tank/homelab/feeds/cache\nrefquota=1G\n" }),
    ]);
    expect(gone.kept).toEqual(["tank/homelab/feeds/cache"]);
  });

  test("a place in a container that loses its dataset is a danger", () => {
    const quadlets = specOf("quadlets");
    const was = quadlets.replace(
      "/zfs/safe/feeds/db/pg:/var/lib/postgresql/data",
      "/zfs/safe/feeds/db/old:/var/lib/postgresql/data",
    );
    const entry = entryOf([step("quadlets", { before: was, after: quadlets })]);
    expect(flagsOf(entry)).toEqual(["danger data-loss feeds.containers.db.volumes"]);
    expect(entry.restarts).toEqual([{ pod: "feeds-state", effect: "recreate", containers: ["db"] }]);
  });
});

describe("the way back of data that a new image may change", () => {
  const told = (goesBack: string, strategy: string): string => {
    const definitions = street.services.map((one) =>
      one.name === "feeds"
        ? defineService("feeds", {
            ...one.spec,
            ...{ update: strategy, data: { db: { pool: "safe", quota: "5 GB", dataRollback: goesBack } } },
          } as never)
        : one,
    );
    const changed = planAll(ledger(...definitions), parseSettings({ ...SETTINGS, configSecrets: ["tlsCaKey"] }));
    const bundle = changed.services.find(({ name }) => name === "feeds")?.generation.bundle ?? "";
    const before = bundle.replaceAll("postgres:17", "postgres:16");
    const steps = [step("quadlets", { before, after: bundle })];
    return String(reportOf({ steps, services }, { plan: changed, retired: [] }).entries[0]?.atRisk);
  };

  test.each([
    ["auto", "rolling", /a deploy that fails puts it back/],
    ["recreate", "recreate", /a deploy that fails before anybody is served puts it back/],
    ["recreate", "rolling", /a deploy that fails leaves it so, and homelab rollback --data/],
    ["never", "recreate", /a deploy that fails leaves it so, and homelab rollback --data/],
  ])("%s, %s", (goesBack, strategy, words) => {
    expect(told(goesBack, strategy)).toMatch(words);
  });
});

describe("secrets", () => {
  test("a generated one that is made again restarts those who have it, in the state pod as well", () => {
    const type = "random:index/randomPassword:RandomPassword";
    const entry = entryOf([step("generated-db-password", { op: "replace", type, differs: ["length"] })]);
    expect(entry.changes).toEqual([{ how: "changed", what: "secret", text: "db-password: generated anew" }]);
    expect(entry.restarts.map(({ pod }) => pod)).toEqual(["feeds-state"]);
    expect(flagsOf(entry)).toEqual(["attention replaced feeds-generated-db-password"]);
  });

  test("if it is not known which differs, all count as other ones", () => {
    const entry = entryOf([step("secrets", {})]);
    expect(entry.changes.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^the value of one or several of .*db-url/),
    ]);
    expect(entry.restarts.map(({ pod }) => pod)).toEqual(["feeds-state", "feeds-0", "feeds-1"]);
  });
});

describe("the host", () => {
  const host = (role: string, parts: Partial<Step>): Step => ({
    ...step(role, parts),
    ...{ name: `street-${role}`, parent: urn("homelab:index:Host", "street") },
  });

  test("another way to reach it is told once and not of each service", () => {
    const again = { differs: ["connection"] };
    const steps = [host("base", again), step("user", again), step("quadlets", again)];
    const report = reportOf({ steps, services }, { plan, retired: [] });
    expect(report.entries.map(({ subject }) => subject)).toEqual(["host street"]);
    expect(report.entries[0]?.changes).toEqual([
      { how: "changed", what: "connection", text: expect.stringContaining("3 steps") as unknown as string },
    ]);
    expect(report.unchanged).toBe(4);
  });

  test("a part of it that is removed is a danger", () => {
    const entry = entryOf([host("ingress", { op: "delete", before: "image=x\n" })]);
    expect(flagsOf(entry)).toEqual(["danger replaced street-ingress"]);
  });
});

describe("what the state does not say", () => {
  test("a version that a newer program wrote", () => {
    const before = specOf("quadlets").replace(/"format": \d+/, '"format": 99');
    const entry = entryOf([step("quadlets", { before, after: specOf("quadlets") })]);
    expect(flagsOf(entry)).toEqual(["attention unclear feeds"]);
    expect(entry.restarts).toEqual([]);
  });

  test("who could use it", () => {
    expect(flagsOf(entryOf([step("user", {})], null))).toEqual(["attention unclear feeds.web"]);
  });

  test("a resource without words is named with the inputs that differ", () => {
    const entry = entryOf([step("app", { type: "authentik:index/application:Application", differs: ["metaIcon"] })]);
    expect(entry.changes).toEqual([{ how: "changed", what: "Application", text: "feeds-app: metaIcon" }]);
  });
});

test("a service that waits for the sign-in is not one that nobody lists", () => {
  const steps = [{ ...step("user", { op: "delete", before: "uid=2003\n" }) }];
  const closed = planAll(street, parseSettings({ ...SETTINGS, sso: { enabled: false }, configSecrets: ["tlsCaKey"] }));
  const { entries, verdict } = reportOf({ steps, services }, { plan: closed, retired: [] });
  expect(entries.map(({ flags }) => flags.map(({ name, fix }) => [name, fix]))).toEqual([
    [["left-out", "set enabled: true in homelab:sso again: docs/sso.md"]],
  ]);
  expect(verdict).toBe("decide");
});

test("what a policy warns of is a flag where a service changes, once", () => {
  const policies = { floatingTag: "warn", unlistedRegistry: "warn", registries: ["docker.io/library"] };
  const warned = planAll(street, parseSettings({ ...SETTINGS, policies, configSecrets: ["tlsCaKey"] }));
  const was = specOf("quadlets").replaceAll("miniflux:2.2.6", "miniflux:2.2.5");
  const steps = [step("quadlets", { before: was, after: specOf("quadlets") })];
  const { entries } = reportOf({ steps, services }, { plan: warned, retired: [] });
  expect(entries.map(({ subject }) => subject)).toEqual(["feeds"]);
  expect(entries.flatMap(({ flags }) => flags.map(({ name, where }) => `${name} ${where}`))).toEqual([
    "floating-tag feeds.containers.app.image",
    "policy feeds.containers.app.image",
    "policy feeds.containers.db.image",
  ]);
});
