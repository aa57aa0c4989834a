import { describe, expect, test } from "@jest/globals";
import { app, complaints, service, withApp, web } from "../../support/definitions.ts";

const data = { db: { pool: "safe", quota: "5 GB" } };
const volumes = { "/data": { data: "db" } };
const growFix = "lower the quota, or grow the pool and say so in config";

describe("datasets", () => {
  test.each([
    {
      of: withApp({ volumes: { "/data": { data: "dp" } } }, { data }),
      says: [
        'feeds.containers.app.volumes./data | there is no dataset "dp" | did you mean db?',
        'feeds.data.db | no container mounts it | mount it: volumes: { "/data": { data: "db" } }, or remove it',
      ],
    },
    {
      of: withApp({ volumes }),
      says: [
        'feeds.containers.app.volumes./data | there is no dataset "db" | declare it: data: { db: { pool: "…", quota: "5 GB" } }',
      ],
    },
    {
      of: withApp({ volumes }, { data: { db: { pool: "lake", quota: "5 GB" } } }),
      says: [
        "feeds.data.db.pool | config knows no pool `lake` | use one of safe, tank, or add it to host.pools in config",
      ],
    },
    {
      of: withApp({ volumes }, { data: { db: { pool: "constructor", quota: "5 GB" } } }),
      says: [
        "feeds.data.db.pool | config knows no pool `constructor` | use one of safe, tank, or add it to host.pools in config",
      ],
    },
    {
      of: withApp({ volumes }, { data: { db: { pool: "safe", quota: "2 TB" } } }),
      says: [`feeds.data.db.quota | 2 TB is more than config says pool \`safe\` has (8 GB) | ${growFix}`],
    },
    {
      of: withApp({ volumes }, { data: { db: { pool: "safe", quota: "8 GB" } } }),
      says: [],
    },
  ])("$says", ({ of, says }) => {
    expect(complaints([of])).toEqual(says);
  });

  test("quotas of all services together fit their pool", () => {
    const music = service("music", { uid: 2002, containers: { app: { ...app, volumes } }, data });
    expect(complaints([withApp({ volumes }, { data }), music])).toEqual([
      "config.host.pools.safe | quotas add up to 10 GB, more than the 8 GB that config says it has | lower one of feeds.db 5 GB, music.db 5 GB; or grow the pool and say so in config",
    ]);
  });
});

describe("mounts", () => {
  const side = "mount them side by side: one would hide part of the other";
  test.each([
    {
      change: { volumes, files: { "/data": "app.conf" } },
      says: ["feeds.containers.app | /data is both a volume and a file | mount one of them elsewhere"],
    },
    {
      change: { volumes: { ...volumes, "/data/x": { data: "db", dir: "x" } } },
      says: [`feeds.containers.app | /data/x (a volume) lies inside /data (a volume) | ${side}`],
    },
    {
      change: { volumes, scrapeTargets: "/data/targets" },
      says: [`feeds.containers.app | /data/targets (the scrape list) lies inside /data (a volume) | ${side}`],
    },
    {
      change: { volumes: { "/run/secrets/x": { data: "db" } } },
      says: [`feeds.containers.app | /run/secrets/x (a volume) lies inside /run/secrets (its secrets) | ${side}`],
    },
    {
      change: { volumes: { "/run": { data: "db" } } },
      says: [`feeds.containers.app | /run/secrets (its secrets) lies inside /run (a volume) | ${side}`],
    },
    {
      change: { volumes: { "/data": { data: "db", dir: "a" }, "/data-2": { data: "db", dir: "b" } } },
      says: [],
    },
  ])("$says", ({ change, says }) => {
    const found = complaints([withApp(change, { data })]).filter((each) => !each.includes("there is no templates/"));
    expect(found).toEqual(says);
  });

  test("a template lies in the service's folder, or in the one it names", () => {
    const files = { "/etc/a": "a.conf", "/etc/b": "shared/b.conf", "/etc/c": "postgres/start.sh" };
    expect(complaints([withApp({ files })])).toEqual([
      "feeds.containers.app.files./etc/a | there is no templates/services/feeds/a.conf | write that file, or name another",
      "feeds.containers.app.files./etc/b | there is no templates/services/shared/b.conf | write that file, or name another",
    ]);
  });

  test("one folder of a dataset has one owner", () => {
    const cache = { ...app, health: { tcp: 1, within: "30 seconds" }, volumes: { "/in": { data: "db", owner: 33 } } };
    const shared = service("feeds", {
      web: web({ subdomain: "feeds", port: 80, container: "app" }),
      containers: { app: { ...app, volumes }, cache },
      data,
    });
    expect(complaints([shared])).toEqual([
      "feeds.containers.cache.volumes./in | db would belong to 33 here and to 0 in app | give both the same owner, or a folder each (dir)",
    ]);
  });
});
