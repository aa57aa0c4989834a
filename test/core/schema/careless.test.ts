import { describe, expect, test } from "@jest/globals";
import { secret, template, type ServiceDefinition } from "../../../core/define.ts";
import { retired } from "../../../core/service/ledger.ts";
import { app, complaints, service, web, withApp } from "../../support/definitions.ts";

type Row = readonly [of: ServiceDefinition, says: readonly string[]];

const DURATION = 'write a whole number and seconds, minutes or hours, such as "30 seconds"';
const IMAGE = 'write registry/name:tag, such as "docker.io/library/redis:8.0"';
const DATASET =
  'name one of this service\'s data: volumes: { "/data": { data: "db" } }; another service\'s cannot be mounted';
const HEALTH =
  'write how to check that it works: health: { http: "/", within: "30 seconds" }, { tcp: 5432, within: "…" } or { command: ["program", "--flag"], within: "…" }';
const PATH = "write a path from / without . or .., made of letters, digits and . _ @ + -";

const limited = (memory: string, cpu = "100%") => withApp({ limits: { memory, cpu } });
const at = "feeds.containers.app";

const rows: readonly Row[] = [
  // Amounts that neither the kernel, ZFS nor systemd can do anything with.
  [limited("1 KB"), [`${at}.limits.memory | "1 KB" is too small | write at least "6 MB"`]],
  [limited("0 GB"), [`${at}.limits.memory | "0 GB" is too small | write at least "6 MB"`]],
  [limited("9999999999 TB"), [`${at}.limits.memory | "9999999999 TB" is too large | write what the host has`]],
  [limited("1 GB", "42949673%"), [`${at}.limits.cpu | "42949673%" is more than 1024 cores | write up to "102400%"`]],
  [
    limited("1 GB", "50.5%"),
    [`${at}.limits.cpu | "50.5%" is not a share of CPU | write whole percent of one core, such as "100%"`],
  ],
  [
    withApp({ volumes: { "/b": { data: "db" } } }, { data: { db: { pool: "safe", quota: "512 KB" } } }),
    ['feeds.data.db.quota | "512 KB" is too small | write at least "1 MB"'],
  ],
  [
    withApp({ stop: "9999999 hours" }),
    [`${at}.stop | "9999999 hours" is longer than 24 hours | write up to "24 hours"`],
  ],
  [service("feeds", { drain: "1.5 minutes" }), [`feeds.drain | "1.5 minutes" is not a duration | ${DURATION}`]],
  // Images by the grammar of OCI.
  [
    withApp({ image: `ghcr.io/a:${"1".repeat(300)}` }),
    [expect.stringMatching(/\.image \| "ghcr\.io\/a:1+\.\.\. is not an image \| /) as unknown as string],
  ],
  ...["-x.io/a:1", "..io/a:1", "a.b:99999/c:1", "ghcr.io/a..b/c:1", "ghcr.io/a___b:1"].map((image): Row => [
    withApp({ image }),
    [`${at}.image | "${image}" is not an image | ${IMAGE}`],
  ]),
  [withApp({ image: `ghcr.io/a@sha256:${"a".repeat(64)}` }), []],
  [withApp({ image: `ghcr.io/a:1@sha256:${"a".repeat(64)}` }), []],
  [withApp({ image: "localhost:5000/a:1" }), []],
  // Paths, names and lists.
  [withApp({ volumes: { "/data/": { data: "db" } } }), [`${at}.volumes./data/ | "/data/" ends in a slash | ${PATH}`]],
  [
    withApp({ volumes: { "/": { data: "db" } } }),
    [`${at}.volumes./ | "/" is the root of the container, which contains its programs | ${PATH}`],
  ],
  [
    withApp({ volumes: { "/b": { data: "jellyfin.media" } } }),
    [`${at}.volumes./b.data | "jellyfin.media" is not a name for a dataset of this service | ${DATASET}`],
  ],
  [
    withApp({ volumes: { "/var/log": { path: "/var/log" } } }),
    [
      `${at}.volumes./var/log.data | is missing | ${DATASET}`,
      `${at}.volumes./var/log.path | unknown field | write the path in the container as the key, and the folder inside the dataset as dir`,
    ],
  ],
  [
    withApp({ secrets: { a: "b" } }),
    [`${at}.secrets | { a: "b" } is not a list | write their names: secrets: ["api-key"]`],
  ],
  [withApp({ health: "/health" }), [`${at}.health | "/health" is not a health check | ${HEALTH}`]],
  [withApp({ health: { within: "1 minute" } }), [`${at}.health | says none of http, tcp, command | ${HEALTH}`]],
  [
    withApp({ health: { http: "/", tcp: 5, within: "1 minute" } }),
    [`${at}.health | says both http and tcp | ${HEALTH}`],
  ],
  [
    service("feeds", { containers: { App: { ...app, imge: "x", stop: "5" } } }),
    [
      'feeds.containers.App | "App" is not a name for a container | write up to 24 lower-case letters, digits and hyphens, starting with a letter',
      `feeds.containers.App.stop | "5" is not a duration | ${DURATION}`,
      "feeds.containers.App.imge | unknown field | did you mean image?",
    ],
  ],
  [
    withApp({}, { secrets: { x: template("") } }),
    [
      'feeds.secrets.x.text | "" is not the text of a template | write the text between the quotes: template("postgres://app:{db-password}@state/app")',
    ],
  ],
  ...[NaN, Infinity].map((value): Row => [
    withApp({ env: { A: 8 / 1, B: value } }),
    [
      `${at}.env.B | ${String(value)} is not a value for an environment | write a text, number or boolean, or secret.file("…"); leave out a variable that has no value`,
    ],
  ]),
  [
    withApp({ env: { A: secret.file(undefined as unknown as string) } }),
    [
      'feeds.secrets.undefined | container app uses it, but it has no source | declare it: secrets: { "undefined": "generated" }',
    ],
  ],
  // What is right.
  ...["/v1/a:b", "/a,b", "/a%20b", "/a!b@c"].map((http): Row => [
    withApp({ health: { http, within: "1 minute" } }),
    [],
  ]),
  [service("feeds", { web: web({ subdomain: "a.b" }) }), []],
];

describe("a careless definition", () => {
  test.each(rows)("%# is answered with what to write", (of, says) => {
    expect(complaints([of])).toEqual(says);
  });

  test.each([
    ["old", 203, 'retired "old" | 203 is not a whole number from 2000 to 3999 | write the number that the service had'],
    ["old", NaN, 'retired "old" | NaN is not a whole number from 2000 to 3999 | write the number that the service had'],
    [
      "old",
      "2005",
      'retired "old" | "2005" is not a whole number from 2000 to 3999 | write the number that the service had',
    ],
    [
      "",
      2009,
      'retired "" | a service name is lower-case letters, digits and hyphens, starting with a letter | write the name that the service had',
    ],
  ])("has the retired entry %j, %j", (name, uid, says) => {
    expect(complaints([service("feeds"), retired(name, uid as number)])).toEqual([says]);
  });
});

test.each([
  ["ports", "publishes HTTPS only"],
  ["devices", "no access to devices"],
  ["privileged", "rights of an ordinary account"],
  ["network", "network of its own"],
  ["network_mode", "network of its own"],
  ["tmpfs", "deleted with the container"],
  ["restart", "systemd restarts"],
  ["depends_on", "needs"],
  ["build", "push it to a registry"],
  ["labels", "follow from web"],
  ["cap_add", "rights of an ordinary account"],
  ["sysctls", "kernel parameters"],
  ["shm_size", "/dev/shm"],
  ["hostname", "host name"],
  ["schedule", "no scheduled jobs"],
  ["healthcheck", "health: {"],
  ["deploy", "replicas"],
  ["environment", "env: {"],
])("the field %s of another tool is answered with what to do", (field, says) => {
  for (const definition of [withApp({ [field]: [] }), service("feeds", { [field]: [] })]) {
    const [complaint = "", ...others] = complaints([definition]);
    expect(complaint).toContain(`${field} | unknown field | `);
    expect(complaint).toContain(says);
    expect(others).toEqual([]);
  }
});
