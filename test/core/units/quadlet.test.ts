import { describe, expect, test } from "@jest/globals";
import type { Service } from "../../../core/service/service.ts";
import { unitFiles } from "../../../core/units/quadlet.ts";
import { container, service, withCommandHealth, withScrapeList, withState } from "../../support/samples.ts";

const units = (of: Service) => Object.fromEntries(unitFiles(of).map((file) => [file.path, file]));

/** Lines of a unit that begin with one of the keys. */
function lines(of: Service, path: string, ...keys: string[]): string[] {
  const text = units(of)[`units/${path}`]?.content ?? "";
  return text.split("\n").filter((line) => keys.some((key) => line.startsWith(`${key}=`)));
}

test("a state pod brings a network; every file says what its change means", () => {
  const files = unitFiles(withState).map(({ path, effect }) => [path, effect]);
  expect(files).toEqual([
    ["units/feeds-0-app.container", "container:app"],
    ["units/feeds-0-caddy.container", "container:caddy"],
    ["units/feeds-0.pod", "pod"],
    ["units/feeds-1-app.container", "container:app"],
    ["units/feeds-1-caddy.container", "container:caddy"],
    ["units/feeds-1.pod", "pod"],
    ["units/feeds-state-db.container", "container:db"],
    ["units/feeds-state.pod", "pod"],
    ["units/feeds.network", "network"],
  ]);
});

describe("pods", () => {
  test.each<[Service, pod: string, expected: string[]]>([
    [withState, "feeds-state.pod", ["Network=feeds.network", "NetworkAlias=state"]],
    [
      withState,
      "feeds-1.pod",
      ["Network=feeds.network", "PublishPort=127.0.0.1:10031:8443", "PublishPort=127.0.0.1:10036:8081"],
    ],
    [
      withScrapeList,
      "metrics-0.pod",
      [
        "Network=pasta:--map-host-loopback,169.254.1.9",
        "PublishPort=127.0.0.1:10050:8443",
        "PublishPort=127.0.0.1:10055:8081",
      ],
    ],
    [withCommandHealth, "worker-0.pod", []],
  ])("network and ports of $name %s", (of, pod, expected) => {
    expect(lines(of, pod, "Network", "NetworkAlias", "PublishPort")).toEqual(expected);
  });

  test("no slots when everything stays", () => {
    const paths = Object.keys(units(service({ containers: [container({ name: "db", stays: true })] })));
    expect(paths).toEqual(["units/sample-state-db.container", "units/sample-state.pod", "units/sample.network"]);
  });

  test("a scrape list and a state pod cannot be had together", () => {
    const both = [container({ scrapeTargets: "/targets" }), container({ name: "db", stays: true })];
    expect(() => units(service({ containers: both }))).toThrow("both a scrape list and a state pod");
  });
});

describe("containers", () => {
  test("values are written for both parsers", () => {
    expect(lines(withState, "feeds-0-app.container", "Environment")).toEqual([
      "Environment=BASE_URL=https://feeds.home.test",
      'Environment="TITLE=News $$ of the day"',
    ]);
    expect(lines(withScrapeList, "metrics-0-app.container", "Exec", "User")).toEqual([
      'Exec=--config.file=/etc/prometheus/prometheus.yml "--web.page-title=100 %% home"',
      "User=65534",
    ]);
    expect(lines(withCommandHealth, "worker-0-app.container", "Entrypoint")).toEqual([
      'Entrypoint=["/bin/sh","-c","exec worker"]',
    ]);
  });

  test("mounts: data, files, probe, scrape list", () => {
    const mounted = service({
      containers: [
        container({
          files: [{ path: "/etc/app/app.conf", template: "sample/app.conf" }],
          volumes: [
            { path: "/library", data: "media", dir: "", owner: 0, readOnly: true, severalWriters: false },
            { path: "/data", data: "media", dir: "app/db", owner: 0, readOnly: false, severalWriters: false },
          ],
          scrapeTargets: "/targets",
        }),
      ],
      data: [{ key: "media", pool: "tank", quotaBytes: 1024 ** 3, preset: "media", rollback: "recreate" }],
    });
    expect(lines(mounted, "sample-0-app.container", "Volume", "AssertPathIsMountPoint")).toEqual([
      "AssertPathIsMountPoint=/zfs/tank/sample/media",
      "Volume=/zfs/tank/sample/media/app/db:/data",
      "Volume=/var/lib/homelab/services/sample/slots/sample-0/app/etc/app/app.conf:/etc/app/app.conf:ro",
      "Volume=/var/lib/homelab/probe:/homelab:ro",
      "Volume=/zfs/tank/sample/media:/library:ro",
      "Volume=/var/lib/homelab/scrape:/targets:ro",
    ]);
  });

  test("the sidecar", () => {
    expect(lines(withState, "feeds-1-caddy.container", "Image", "Volume", "MemoryMax", "After")).toEqual([
      "Image=docker.io/library/caddy:2.11.2",
      "Volume=/var/lib/homelab/services/feeds/tls:/data",
      "Volume=/var/lib/homelab/services/feeds/slots/feeds-1/caddy:/etc/caddy:ro",
      "Volume=/var/lib/homelab/probe:/homelab:ro",
      "MemoryMax=128M",
    ]);
  });

  test("slots wait for the state pod's containers, which wait for nobody", () => {
    expect(lines(withState, "feeds-1-app.container", "Wants", "After")).toEqual([
      "Wants=feeds-state-db.service",
      "After=feeds-state-db.service",
    ]);
    expect(lines(withState, "feeds-state-db.container", "Wants", "After")).toEqual([]);
  });

  test("limits and times", () => {
    const keys = ["HealthStartupRetries", "StopTimeout", "TimeoutStartSec", "TimeoutStopSec", "MemoryMax", "CPUQuota"];
    expect(lines(withState, "feeds-state-db.container", ...keys)).toEqual([
      "StopTimeout=30",
      "HealthStartupRetries=8",
      "TimeoutStartSec=150",
      "TimeoutStopSec=60",
      "MemoryMax=256M",
      "CPUQuota=100%",
    ]);
  });

  test("a volume without its dataset is a bug, not a silent omission", () => {
    const volumes = [{ path: "/d", data: "none", dir: "", owner: 0, readOnly: false, severalWriters: false }];
    expect(() => units(service({ containers: [container({ volumes })] }))).toThrow("which it does not declare");
  });
});

test("a container waits for the state pod whatever its name: its role decides, not that a sidecar is called so", () => {
  const state = container({ name: "db", stays: true, health: { kind: "tcp", port: 5432, withinSeconds: 30 } });
  const named = service({ containers: [container({ name: "ldap" }), state] });
  expect(lines(named, "sample-0-ldap.container", "Wants")).toEqual(["Wants=sample-state-db.service"]);
});
