import { describe, expect, test } from "@jest/globals";
import { planService } from "../../../core/plan/plan.ts";
import { planHost } from "../../../core/plan/host-plan.ts";
import type { Service } from "../../../core/service/service.ts";
import { rolloutSpec } from "../../../core/plan/rollout.ts";
import { ssoSamples } from "../../support/sso-samples.ts";
import { specOf, unpack } from "../../support/plan-files.ts";
import {
  acmeSettings,
  finished,
  samples,
  settings,
  withCommandHealth,
  withScrapeList,
  withState,
} from "../../support/samples.ts";

const plan = (service: Service) => planService(service, settings);

describe("specs", () => {
  test("user", () => {
    expect(specOf(plan(withState), "user")).toBe("uid=2003\nsubids=1245184:65536\n");
  });

  test("datasets, with owners as the host counts them", () => {
    expect(plan(withState).datasets).toEqual([
      {
        key: "db",
        dataset: "safe/homelab/feeds/db",
        mountpoint: "/zfs/safe/feeds/db",
      },
    ]);
    expect(specOf(plan(withState), "dataset-db")?.split("\n")).toEqual([
      "dataset=safe/homelab/feeds/db",
      "mountpoint=/zfs/safe/feeds/db",
      "refquota=5G",
      "property.atime=off",
      "property.compression=zstd",
      "property.recordsize=16K",
      "dir.pg=1246182:1246182",
      "",
    ]);
    expect(specOf(plan(withScrapeList), "dataset-tsdb")).toContain("refquota=1536M\n");
    expect(specOf(plan(withScrapeList), "dataset-tsdb")).toContain("\ndir.=1441789:1441789\n");
  });

  test("rollout and route", () => {
    const found = plan(withState);
    const start = `uid=2003\ngeneration=${found.generation.hash}\nstrategy=rolling\ndrain=30\n`;
    expect(rolloutSpec(found, { b: "2", a: "1" })).toBe(`${start}secrets={"a":"1","b":"2"}\n`);
    expect(JSON.parse(specOf(found, "route") ?? "")).toEqual({
      service: "feeds",
      uid: 2003,
      names: ["feeds.home.test", "news.home.test"],
      health: "/readyz",
      sources: [],
    });
    expect(specOf(plan(withCommandHealth), "route")).toBeUndefined();
  });

  test.each([...samples, ...ssoSamples])("each step of $name comes after those that it waits for", (service) => {
    const { steps } = plan(service);
    const roles = ["host", "ingress", ...steps.map(({ role }) => role)];
    expect(new Set(roles).size).toBe(roles.length);
    for (const { role, after } of steps)
      for (const each of after)
        expect([role, each, roles.indexOf(each)]).toEqual([
          role,
          each,
          roles.slice(0, roles.indexOf(role)).indexOf(each),
        ]);
    expect(steps.map(({ role }) => role)).toContain("rollout");
  });

  test("secrets, the CA's key among them while the CA is private", () => {
    expect(plan(withState).secrets.map(({ name }) => name)).toEqual(["db-password", "db-url", "tls-ca-key"]);
    expect(plan(withState).secrets[2]).toEqual({ name: "tls-ca-key", source: { kind: "config", key: "tlsCaKey" } });
    expect(planService(finished(withState, acmeSettings), acmeSettings).secrets.map(({ name }) => name)).toEqual([
      "db-password",
      "db-url",
    ]);
    expect(plan(withCommandHealth).secrets).toEqual([]);
  });

  test("units", () => {
    expect(plan(withScrapeList).units).toEqual([
      "metrics-0-app.service",
      "metrics-0-caddy.service",
      "metrics-0-pod.service",
    ]);
    expect(plan(withState).units).toContain("feeds-network.service");
  });
});

describe("a generation", () => {
  test.each(samples)("$name names each of its files but the manifest itself", (service) => {
    const { generation } = plan(service);
    const files = unpack(generation.bundle);
    expect(JSON.parse(files["manifest.json"] ?? "")).toEqual(generation.manifest);
    expect([...Object.keys(generation.manifest.files), "manifest.json"].sort()).toEqual(Object.keys(files).sort());
    expect(generation.bundle.split("\n")[0]).toBe(`generation=${generation.hash}`);
  });

  test("the manifest", () => {
    const { manifest } = plan(withState).generation;
    expect(manifest).toMatchObject({
      service: "feeds",
      uid: 2003,
      network: "feeds.network",
      pods: [
        { name: "feeds-state", slot: null, containers: ["db"] },
        { name: "feeds-0", slot: 0, containers: ["app", "caddy"] },
        { name: "feeds-1", slot: 1, containers: ["app", "caddy"] },
      ],
      web: { container: "app", healthPath: "/readyz" },
    });
    expect(Object.keys(manifest.containers)).toEqual(["app", "caddy", "db"]);
    expect(manifest.containers["caddy"]).toEqual({
      role: "proxy",
      image: "docker.io/library/caddy:2.11.2",
      within: 120,
      secrets: [{ secret: "tls-ca-key", type: "mount", target: "tls-ca-key" }],
    });
    expect(manifest.files["config/caddy/Caddyfile"]).toBe("reload");
    expect(manifest.files["scrape.json"]).toBe("none");
    expect(plan(withCommandHealth).generation.manifest).toMatchObject({ network: null, web: null });
  });

  test("the scrape list", () => {
    const { bundle } = plan(withState).generation;
    expect(JSON.parse(unpack(bundle)["scrape.json"] ?? "")).toEqual([
      { targets: ["169.254.1.9:10035"], labels: { service: "feeds", slot: "0" } },
      { targets: ["169.254.1.9:10036"], labels: { service: "feeds", slot: "1" } },
    ]);
  });

  test("a changed quota is not a new generation, a changed image is", () => {
    const { hash } = plan(withState).generation;
    const data = withState.data.map((each) => ({ ...each, quotaBytes: 2 * each.quotaBytes }));
    expect(plan({ ...withState, data }).generation.hash).toBe(hash);
    const containers = withState.containers.map((each) => ({ ...each, image: `${each.image}-1` }));
    expect(plan(finished({ ...withState, containers })).generation.hash).not.toBe(hash);
  });
});

test("the host", () => {
  const { name, baseSpec, ingressSpec } = planHost(settings);
  expect(name).toBe("rehearsal");
  expect(baseSpec).toBe("pools=safe,tank\npodman=5.4\n");
  expect(ingressSpec).toMatch(
    /^image=docker.io\/envoyproxy\/envoy:v1.40.0\ngeneration=[0-9a-f]{16}\n=== bootstrap.json\n/,
  );
  expect(Object.keys(unpack(ingressSpec))).toEqual(["bootstrap.json", "homelab-ingress.container"]);
  expect(() => JSON.parse(unpack(ingressSpec)["bootstrap.json"] ?? "") as unknown).not.toThrow();
});
