import { describe, expect, test } from "@jest/globals";
import { app, complaints, service, withApp, web } from "../../support/definitions.ts";

const data = { db: { pool: "safe", quota: "5 GB" } };
const volumes = { "/data": { data: "db" } };
const growFix = "lower the quota, or enlarge the pool and change its size in config";

describe("datasets", () => {
  test.each([
    {
      of: withApp({ volumes: { "/data": { data: "dp" } } }, { data }),
      says: ['feeds.containers.app.volumes./data | there is no dataset "dp" | did you mean db?'],
    },
    {
      of: withApp(
        { volumes: { "/data": { data: "media" } } },
        { data: { ...data, media: { pool: "tank", quota: "1 GB" } } },
      ),
      says: ['feeds.data.db | no container mounts it | mount it: volumes: { "/data": { data: "db" } }, or remove it'],
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
        "feeds.data.db.pool | config has no pool `lake` | use one of safe, tank, or add it to host.pools in config",
      ],
    },
    {
      of: withApp({ volumes }, { data: { db: { pool: "constructor", quota: "5 GB" } } }),
      says: [
        "feeds.data.db.pool | config has no pool `constructor` | use one of safe, tank, or add it to host.pools in config",
      ],
    },
    {
      of: withApp({ volumes }, { data: { db: { pool: "safe", quota: "2 TB" } } }),
      says: [`feeds.data.db.quota | 2 TB is more than the size of pool \`safe\` in config (8 GB) | ${growFix}`],
    },
    ...[".zfs", ".zfs/snapshot"].map((dir) => ({
      of: withApp({ volumes: { "/data": { data: "db", dir } } }, { data }),
      says: [
        `feeds.containers.app.volumes./data.dir | "${dir}" is where ZFS shows its snapshots | choose another folder`,
      ],
    })),
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
      "config.host.pools.safe | quotas add up to 10 GB, more than its size in config (8 GB) | lower one of feeds.db 5 GB, music.db 5 GB; or set a larger size in config, which may be more than the pool's real size",
    ]);
  });
});

describe("mounts", () => {
  const inside = "which is read-only | mount it elsewhere";
  const needed = "is a path that the container itself needs";
  const further = "mount it elsewhere, or at one of the application's own folders inside it";
  test.each<{ change: Readonly<Record<string, unknown>>; says: string[] }>([
    {
      change: { volumes, files: { "/data": "app.conf" } },
      says: ["feeds.containers.app | /data is both a volume and a file | mount one of them elsewhere"],
    },
    // Podman mounts what lies further out first.
    { change: { volumes: { ...volumes, "/data/x": { data: "db", dir: "x" } } }, says: [] },
    { change: { volumes, files: { "/data/app.conf": "app.conf" } }, says: [] },
    { change: { volumes, scrapeTargets: "/data/targets" }, says: [] },
    {
      change: { volumes: { "/data": { data: "db", readOnly: true } }, files: { "/data/x": "app.conf" } },
      says: [`feeds.containers.app | /data/x (a file) is inside /data (a volume), ${inside}, or remove readOnly`],
    },
    {
      change: { volumes, files: { "/etc/a": "app.conf", "/etc/a/b": "app.conf" } },
      says: [`feeds.containers.app | /etc/a/b (a file) is inside /etc/a (a file), ${inside}`],
    },
    {
      change: { volumes: { "/run/secrets/x": { data: "db" } } },
      says: [`feeds.containers.app | /run/secrets/x (a volume) is inside /run/secrets (its secrets), ${inside}`],
    },
    ...["/run", "/proc", "/sys/fs", "/dev/shm", "/usr", "/etc/hosts", "/etc/resolv.conf", "/run/.containerenv"].map(
      (path) => ({
        change: { volumes: { [path]: { data: "db" } } },
        says: [`feeds.containers.app | ${path} (a volume) ${needed} | ${further}`],
      }),
    ),
    { change: { volumes: { "/usr/share/app": { data: "db" }, "/var/lib/app": { data: "db", dir: "b" } } }, says: [] },
    {
      change: { volumes: { "/data": { data: "db", dir: "a" }, "/data-2": { data: "db", dir: "b" } } },
      says: [],
    },
  ])("$says", ({ change, says }) => {
    const found = complaints([withApp(change, { data })]).filter(
      (each) => !/ templates\/\S+ does not exist/.test(each),
    );
    expect(found).toEqual(says);
  });

  test("a template lies in the service's folder, or in the one it names", () => {
    const files = { "/etc/a": "a.conf", "/etc/b": "shared/b.conf", "/etc/c": "postgres/start.sh" };
    expect(complaints([withApp({ files })])).toEqual([
      "feeds.containers.app.files./etc/a | templates/services/feeds/a.conf does not exist | create the file, or name another one",
      "feeds.containers.app.files./etc/b | templates/services/shared/b.conf does not exist | create the file, or name another one",
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
