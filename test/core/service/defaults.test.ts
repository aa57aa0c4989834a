import { describe, expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { defineService, postgres, secret, template, type ServiceDefinition } from "../../../core/define.ts";
import { ledger } from "../../../core/service/ledger.ts";
import type { Container, Service } from "../../../core/service/service.ts";
import { app, limits, service, withApp } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

function normal(definition: ServiceDefinition, configSecrets: string[] = []): Service {
  const [only] = checkAll(ledger(definition), {
    ...settings,
    configSecrets: [...settings.configSecrets, ...configSecrets],
  });
  if (!only) throw new Error("no service");
  return only;
}

function container(definition: ServiceDefinition, name = "app"): Container {
  const found = normal(definition).containers.find((each) => each.name === name);
  if (!found) throw new Error(`no container ${name}`);
  return found;
}

test("a definition with as little as possible", () => {
  const { pods, ...rest } = normal(service("feeds"));
  const roles = pods.map(({ name, containers }) => [name, ...containers.map((each) => `${each.name}: ${each.role}`)]);
  expect(roles).toEqual([["feeds-0", "app: application", "caddy: proxy"]]);
  expect(rest).toEqual({
    name: "feeds",
    uid: 2001,
    domain: "home.test",
    exposure: "private",
    needs: [],
    reaches: [],
    web: {
      subdomains: ["feeds"],
      hosts: ["feeds.home.test"],
      url: "https://feeds.home.test",
      port: 8080,
      container: "app",
      proxied: false,
      issuer: { kind: "own", caCertificate: settings.tls.caCertificate },
      ttl: undefined,
      auth: { kind: "none", reason: "nobody asks a test" },
      access: [],
      tile: { name: "feeds", icon: undefined, group: undefined, launchUrl: "https://feeds.home.test/" },
      signOn: undefined,
      servesSignOn: false,
    },
    replicas: 1,
    update: "inPlace",
    drainSeconds: 30,
    containers: [
      {
        role: "application",
        name: "app",
        image: "docker.io/example/app:1.0",
        entrypoint: undefined,
        command: [],
        user: undefined,
        env: [],
        secrets: [],
        files: [],
        volumes: [],
        memoryBytes: 256 * 1024 ** 2,
        cpuPercent: 100,
        health: { kind: "http", port: 8080, path: "/", withinSeconds: 30 },
        stays: false,
        scrapeTargets: undefined,
        stopSeconds: 5,
      },
    ],
    data: [],
    secrets: [{ name: "tls-ca-key", source: { kind: "config", key: "tlsCaKey" }, declared: false }],
  });
});

test.each([
  { change: { replicas: 2 }, update: "rolling" },
  { change: { replicas: 2, update: "recreate" }, update: "recreate" },
  { change: { update: "recreate" }, update: "recreate" },
  { change: {}, update: "inPlace" },
])("$change updates by $update", ({ change, update }) => {
  expect(normal(service("feeds", change)).update).toBe(update);
});

test("the only container that does not stay answers, and containers are in the order of their names", () => {
  const stays = (port: number) => ({ ...app, health: { tcp: port, within: "1 minute" }, stays: true });
  const { web, containers } = normal(service("feeds", { containers: { zdb: stays(1), web: app, db: stays(2) } }));
  expect(web?.container).toBe("web");
  expect(containers.map(({ name }) => name)).toEqual(["db", "web", "zdb"]);
});

describe("env", () => {
  test("is called with names that are derived, and sorted", () => {
    const definition = defineService("feeds", {
      uid: 2003,
      web: { subdomain: ["feeds", "rss"], port: 8080, auth: { none: "nobody asks a test" } },
      containers: {
        cache: { ...app, health: { tcp: 6379, within: "1 minute" }, stays: true },
        app: {
          ...app,
          env: ({ url, hosts, host, port, state, service: name, domain }) => ({
            Z: 1,
            HOSTS: hosts.join(","),
            URL: url,
            ALL: [name, domain, host, port, state].join(" "),
            DEBUG: false,
          }),
        },
      },
    });
    expect(container(definition).env).toEqual([
      ["ALL", "feeds home.test feeds.home.test 8080 state"],
      ["DEBUG", "false"],
      ["HOSTS", "feeds.home.test,rss.home.test"],
      ["URL", "https://feeds.home.test"],
      ["Z", "1"],
    ]);
  });

  test("a secret is a path and a file, or a variable of that container; each file once", () => {
    const definition = withApp(
      { env: { A_FILE: secret.file("a"), B: secret.env("b"), C: secret.env("a") }, secrets: ["a", "c"] },
      { secrets: { a: "generated", b: "generated", c: "generated" } },
    );
    expect(container(definition).env).toEqual([["A_FILE", "/run/secrets/a"]]);
    expect(container(definition).secrets).toEqual([
      { secret: "a", type: "env", target: "C" },
      { secret: "a", type: "mount", target: "a" },
      { secret: "b", type: "env", target: "B" },
      { secret: "c", type: "mount", target: "c" },
    ]);
  });
});

test("sources of secrets, sorted by name", () => {
  const definition = withApp(
    { secrets: ["url", "key"] },
    { secrets: { url: template("x://{password}"), password: "generated", key: "config" } },
  );
  expect(normal(definition, ["feeds-key"]).secrets).toEqual([
    { name: "key", source: { kind: "config", key: "feeds-key" }, declared: true },
    { name: "password", source: { kind: "generated" }, declared: true },
    { name: "tls-ca-key", source: { kind: "config", key: "tlsCaKey" }, declared: false },
    { name: "url", source: { kind: "template", text: ["x://", { name: "password", place: "url" }] }, declared: true },
  ]);
});

test("a volume belongs to the container's user unless it says otherwise", () => {
  const volumes = { "/b": { data: "d", dir: "b" }, "/a": { data: "d", dir: "a", owner: 33, readOnly: true } };
  const data = { d: { pool: "tank", quota: "1.5 GB", preset: "media" } };
  const definition = withApp({ user: 1000, volumes }, { data });
  expect(container(definition).volumes).toEqual([
    { path: "/a", data: "d", dir: "a", owner: 33, readOnly: true, severalWriters: false },
    { path: "/b", data: "d", dir: "b", owner: 1000, readOnly: false, severalWriters: false },
  ]);
  expect(normal(definition).data).toEqual([
    { key: "d", pool: "tank", quotaBytes: 1536 * 1024 ** 2, preset: "media", rollback: "recreate" },
  ]);
});

test("postgres() stays, keeps its files in the dataset and has its password from a file", () => {
  const definition = service("feeds", {
    containers: { app, db: postgres("17", { limits, user: "reader" }) },
    data: { db: { pool: "safe", quota: "5 GB", preset: "postgres" } },
    secrets: { "db-password": "generated" },
  });
  expect(container(definition, "db")).toEqual({
    role: "application",
    name: "db",
    image: "docker.io/library/postgres:17",
    entrypoint: ["/bin/sh", "/etc/homelab/start.sh"],
    command: [],
    user: undefined,
    env: [
      ["PGDATA", "/var/lib/postgresql/data"],
      ["POSTGRES_DB", "app"],
      ["POSTGRES_PASSWORD_FILE", "/run/secrets/db-password"],
      ["POSTGRES_USER", "reader"],
    ],
    secrets: [{ secret: "db-password", type: "mount", target: "db-password" }],
    files: [
      { path: "/etc/homelab/health.sh", template: "postgres/health.sh" },
      { path: "/etc/homelab/start.sh", template: "postgres/start.sh" },
    ],
    volumes: [
      { path: "/var/lib/postgresql/data", data: "db", dir: "pg", owner: 999, readOnly: false, severalWriters: false },
    ],
    memoryBytes: 256 * 1024 ** 2,
    cpuPercent: 100,
    health: { kind: "command", command: ["/bin/sh", "/etc/homelab/health.sh"], withinSeconds: 300 },
    stays: true,
    scrapeTargets: undefined,
    stopSeconds: 30,
  });
});
