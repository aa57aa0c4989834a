import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { imageRecipes } from "../../packages/rehearsal/images/apps/index.ts";
import { checkAll } from "../../core/checks/check.ts";
import { planAll } from "../../core/plan/plan.ts";
import { parseSize } from "../../core/schema/amounts.ts";
import { services } from "../homes/house-with-contacts.ts";
import { settings as common } from "../support/samples.ts";

const settings = { ...common, configSecrets: ["authentication-bootstrap-token", "tlsCaKey"], sso: { enabled: true } };
const checked = checkAll(services, settings);

describe("the services of the catalog", () => {
  test("have these numbers for ever", () => {
    expect(checked.map(({ name, uid }) => [name, uid])).toEqual([
      ["authentication", 2004],
      ["feeds", 2003],
      ["calendar", 2001],
      ["metrics", 2002],
      ["contacts", 2005],
    ]);
  });

  test("are all in the tests' house, and leave the numbers from 2100 to the owner", () => {
    const files = readdirSync(join(import.meta.dirname, "../../catalog")).sort();
    expect(files).toEqual(checked.map(({ name }) => `${name}.ts`).sort());
    expect(Math.max(...checked.map(({ uid }) => uid))).toBeLessThan(2100);
  });

  test("run images that a rehearsal packs", () => {
    const packed = imageRecipes.map(({ name }) => name);
    const run = planAll(services, settings).services.flatMap(({ generation }) =>
      Object.values(generation.manifest.containers).map(({ image }) => image),
    );
    expect(packed).toEqual(expect.arrayContaining(run));
  });

  test("leave room in pools of 8 GB", () => {
    for (const pool of ["safe", "tank"]) {
      const quotas = checked.flatMap(({ data }) => data.filter((each) => each.pool === pool));
      const sum = quotas.reduce((total, { quotaBytes }) => total + quotaBytes, 0);
      expect(sum).toBeLessThan(parseSize("8 GB") ?? 0);
    }
  });

  test("update without two writers on one dataset", () => {
    expect(checked.map(({ name, replicas, update }) => `${name} ${replicas} ${update}`)).toEqual([
      "authentication 1 inPlace",
      "feeds 2 rolling",
      "calendar 1 inPlace",
      "metrics 1 inPlace",
      "contacts 1 inPlace",
    ]);
  });

  test("have configuration that its templates can write", () => {
    const { services: plans } = planAll(services, settings);
    const bundles = plans.map(({ generation }) => generation.bundle).join("\n");
    expect(bundles).toContain("hosts = 127.0.0.1:5232\n");
    expect(bundles).toContain("# Radicale of https://calendar.home.test.");
    expect(bundles).toContain('- files: ["/etc/prometheus/targets.d/*.json"]\n');
    expect(bundles).not.toContain("{{");
  });

  test("never hold a password: secrets are named and made elsewhere", () => {
    const sources = checked.flatMap(({ secrets }) =>
      secrets.filter(({ name }) => name !== "tls-ca-key").map(({ name, source }) => `${name} ${source.kind}`),
    );
    expect(sources).toEqual([
      "bootstrap-password generated",
      "bootstrap-token config",
      "db-password generated",
      "secret-key generated",
      "admin-password generated",
      "db-password generated",
      "db-url template",
      "oidc-client-secret client",
      "ldap-outpost-token client",
      "ldap-password client",
    ]);
  });
});
