import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkAll } from "../../../core/checks/check.ts";
import { secret } from "../../../core/define.ts";
import { ledger, retired } from "../../../core/service/ledger.ts";
import { Problems, type Problem } from "../../../core/problems/problem.ts";
import { app, service, withApp, web } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof Problems) return error.problems;
    throw error;
  }
  return [];
}

describe("one run", () => {
  const data = { db: { pool: "safe", quota: "2 TB" } };
  const entries = [
    withApp({ volumes: { "/data": { data: "db" } } }, { uid: 2003, data }),
    service("calendar", { uid: 2003, web: web({ subdomain: "feeds", port: 80 }) }),
    service("music", { uid: 2009, containers: { app: { ...app, image: "redis", env: { A: secret.file("x") } } } }),
    service("unreadable", { uid: 2004, containers: 7 }),
    retired("photos", 2009),
    retired("films", 2010),
  ];

  test("shows everything that is wrong, each service's problems together, in the ledger's order", () => {
    expect(() => checkAll(ledger(...entries), settings)).toThrow(new Problems([]).constructor);
    const found = problemsOf(() => checkAll(ledger(...entries), settings));
    expect(new Problems(found).message).toBe(`error: 7 problems in services, nothing was changed

  feeds.data.db.quota          2 TB is more than the size of pool \`safe\` in config (8 GB)
                               fix: lower the quota, or enlarge the pool and change its size in config
  calendar.uid                 2003 belongs to feeds
                               fix: take a free one; the next is 2011
  calendar.web.subdomain       "feeds" is already served by feeds
                               fix: choose another subdomain
  music.containers.app.image   "redis" names no registry
                               fix: write registry/name:tag, such as "docker.io/library/redis:8.0"
  music.secrets.x              container app uses it, but it has no source
                               fix: declare it: secrets: { "x": "generated" }
  music.uid                    2009 belonged to photos, which is retired
                               fix: take a free one; the next is 2011
  unreadable.containers        7 is not a map
                               fix: write { app: { … } }`);
  });

  test("keeps the services of a correct ledger in its order", () => {
    const correct = ledger(service("b"), retired("c", 2009), service("a", { uid: 2002 }));
    expect(checkAll(correct, settings).map(({ name }) => name)).toEqual(["b", "a"]);
  });
});

test.each([
  [{ App: { ...app, image: "redis", limits: undefined } }, "App"],
  [
    { app, machine_learning: { ...app, health: { tcp: 1, within: "1 minute" }, image: "redis", limits: undefined } },
    "machine_learning",
  ],
])("what is inside a container with a name that cannot be used is told in the same run", (containers, name) => {
  const found = problemsOf(() =>
    checkAll(ledger(service("feeds", { web: web({ container: "app" }), containers })), settings),
  );
  const places = found.map(({ where }) => where).sort();
  const fields = ["", ".image", ".limits"].map((field) => `feeds.containers.${name}${field}`);
  expect(places).toEqual(expect.arrayContaining(fields));
});

test("whatever a definition holds, a run ends in services or in problems that say where, what and how", () => {
  const value = fc.anything({ maxDepth: 3 });
  const field = fc.constantFrom("uid", "web", "containers", "data", "secrets", "replicas", "update", "quotta");
  const inner = fc.constantFrom("image", "env", "files", "volumes", "limits", "health", "secrets", "stays", "imge");
  fc.assert(
    fc.property(fc.dictionary(field, value), fc.dictionary(inner, value), (fields, parts) => {
      for (const definition of [service("feeds", fields), withApp(parts)]) {
        for (const { where, problem, fix } of problemsOf(() => checkAll(ledger(definition), settings))) {
          expect([where, problem, fix].map((text) => text.length > 0)).toEqual([true, true, true]);
        }
      }
    }),
    { numRuns: 300 },
  );
});
