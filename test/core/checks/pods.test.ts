import { describe, expect, test } from "@jest/globals";
import { postgres } from "../../../core/define.ts";
import { app, complaints, limits, service, web, withApp } from "../../support/definitions.ts";

const data = { db: { pool: "safe", quota: "1 GB" } };
const tcp = (port: number) => ({ tcp: port, within: "30 seconds" });
const command = { command: ["check"], within: "30 seconds" };
const secrets = { "db-password": "generated" };
const image = "docker.io/library/redis:8";
const db = postgres("17", { limits });

describe("two writers on one database are refused", () => {
  test.each<[what: string, change: Readonly<Record<string, unknown>>, says: string[]]>([
    [
      "a postgres() that does not stay, in several slots",
      { replicas: 4, web: web({ container: "app" }), containers: { app, db: { ...db, stays: false } }, secrets, data },
      [
        "feeds.containers.db | each of 4 slots would run this database on the same files (db/pg) | write stays: true, so that it runs once for all slots",
      ],
    ],
    [
      "two postgres() with the same folder and the same port",
      { containers: { app, db, db2: db }, secrets, data },
      [
        "feeds.containers.db2 | listens on 5432, which db in the same pod uses already | give it another port; for a container without a port, use health: { command: […], within: … }",
        "feeds.containers.db2.volumes./var/lib/postgresql/data | writes into db/pg, where the database db has its files | give each a folder (dir) or a dataset of its own, or write readOnly: true",
      ],
    ],
    [
      "a neighbour that writes into the files of a database",
      { containers: { app: { ...app, volumes: { "/x": { data: "db", dir: "pg", owner: 999 } } }, db }, secrets, data },
      [
        "feeds.containers.app.volumes./x | writes into db/pg, where the database db has its files | give each a folder (dir) or a dataset of its own, or write readOnly: true",
      ],
    ],
    [
      "a neighbour that only reads them",
      {
        containers: { app: { ...app, volumes: { "/x": { data: "db", dir: "pg", owner: 999, readOnly: true } } }, db },
        secrets,
        data,
      },
      [],
    ],
    [
      "a neighbour that writes into a folder around them, or inside of them",
      {
        containers: {
          app: { ...app, volumes: { "/x": { data: "db" }, "/y": { data: "db", dir: "pg/base" } } },
          db,
        },
        secrets,
        data,
      },
      ["/x|db", "/y|db/pg/base"].map((each) => {
        const [path = "", folder = ""] = each.split("|");
        return `feeds.containers.app.volumes.${path} | writes into ${folder}, where the database db has its files | give each a folder (dir) or a dataset of its own, or write readOnly: true`;
      }),
    ],
    [
      "a cache without files in each slot",
      { replicas: 2, web: web({ container: "app" }), containers: { app, cache: { ...app, image, health: tcp(6379) } } },
      [],
    ],
  ])("%s", (_, change, says) => {
    expect(complaints([service("feeds", change)])).toEqual(says);
  });
});

describe("several slots write the same files only if the definition says that the application is made for it", () => {
  const kept = (change: object, more: Readonly<Record<string, unknown>> = { replicas: 2 }) =>
    service("feeds", {
      ...more,
      web: web({ container: "app" }),
      containers: { app: { ...app, volumes: { "/data": { data: "db", dir: "app", ...change } } } },
      data,
    });
  test.each([kept({ readOnly: true }), kept({ severalWriters: true }), kept({}, {}), kept({}, { update: "recreate" })])(
    "$spec.containers.app.volumes",
    (definition) => {
      expect(complaints([definition])).toEqual([]);
    },
  );

  test("otherwise it is refused, whatever the image is called", () => {
    expect(complaints([kept({})])).toEqual([
      "feeds.containers.app.volumes./data | each of 2 slots would write to the same files (db/app) | write replicas: 1, or readOnly: true; only if the application is made for it, which SQLite is not, severalWriters: true",
    ]);
  });

  test("a database is never made for it", () => {
    const { volumes } = db;
    const files = Object.fromEntries(
      Object.entries(volumes ?? {}).map(([path, volume]) => [path, { ...volume, severalWriters: true }]),
    );
    const containers = { app, db: { ...db, stays: false, volumes: files } };
    const [first] = complaints([
      service("feeds", { replicas: 2, web: web({ container: "app" }), containers, secrets, data }),
    ]);
    expect(first).toContain("each of 2 slots would run this database on the same files");
  });
});

describe("containers of one pod share its ports", () => {
  const fix = "choose another one";
  const both = "give it another port; for a container without a port, use health: { command: […], within: … }";
  test.each<[change: Readonly<Record<string, unknown>>, says: string[]]>([
    [{ web: web({ port: 8443 }) }, [`feeds.web.port | 8443 is a port of the sidecar (Caddy) in the same pod | ${fix}`]],
    [{ web: web({ port: 8081 }) }, [`feeds.web.port | 8081 is a port of the sidecar (Caddy) in the same pod | ${fix}`]],
    [
      { web: web({ container: "app" }), containers: { app, worker: { ...app, health: tcp(8443) } } },
      [`feeds.containers.worker.health.port | 8443 is a port of the sidecar (Caddy) in the same pod | ${fix}`],
    ],
    // The state pod has no sidecar, and neither has a service without web.
    [{ containers: { app, cache: { ...app, health: tcp(8443), stays: true } } }, []],
    [{ web: undefined, containers: { app: { ...app, health: tcp(8443) } } }, []],
    [
      { web: web({ container: "app" }), containers: { app, worker: { ...app, health: tcp(8080) } } },
      [`feeds.containers.worker | listens on 8080, which app in the same pod uses already | ${both}`],
    ],
    [
      {
        containers: {
          app,
          cache: { ...app, image, health: tcp(6379), stays: true },
          queue: { ...app, image, health: command, stays: true },
        },
      },
      [`feeds.containers.queue | listens on 6379, which cache in the same pod uses already | ${both}`],
    ],
    [
      {
        containers: {
          app,
          cache: { ...app, image, health: tcp(6379), stays: true },
          queue: { ...app, image, health: command, command: ["redis-server", "--port", "6380"], stays: true },
        },
      },
      [],
    ],
  ])("%j", (change, says) => {
    expect(complaints([service("feeds", change)])).toEqual(says);
  });
});

describe("what would have no effect is refused", () => {
  test.each<[change: Readonly<Record<string, unknown>>, says: string[]]>([
    [
      { web: undefined, replicas: 3, containers: { db: { ...app, health: tcp(1), stays: true } } },
      [
        "feeds.replicas | is 3, but all containers stay, which run only once | leave it out, or remove stays from containers that should run in slots",
      ],
    ],
    [
      { web: undefined, drain: "10 seconds", containers: { app: { ...app, health: tcp(1) } } },
      [
        "feeds.drain | without web there are no requests to wait for | leave it out; stop in a container is the time to end",
      ],
    ],
  ])("%j", (change, says) => {
    expect(complaints([service("feeds", change)])).toEqual(says);
  });
});

test.each(["infra", "pod", "caddy"])("a container cannot be named %s", (name) => {
  expect(complaints([service("feeds", { containers: { [name]: app } })])).toEqual([
    `feeds.containers.${name} | "${name}" is a container name that every pod uses itself | choose another name, such as app`,
  ]);
});

test("which of two containers answers is asked whatever their order", () => {
  const says = ["feeds.web.container | is missing: app and worker could both answer requests | name the one that does"];
  expect(complaints([service("feeds", { containers: { worker: app, app } })])).toEqual(says);
  expect(complaints([service("feeds", { containers: { app, worker: app } })])).toEqual(says);
});

test("a field named __proto__ is told of, and never dropped", () => {
  const env: unknown = JSON.parse('{"__proto__": "x"}');
  const says = "feeds.containers.app.env.__proto__ | is a name that JavaScript keeps for itself | choose another name";
  expect(complaints([withApp({ env })])).toEqual([says]);
  expect(complaints([withApp({ env: () => env })])).toEqual([says]);
});
