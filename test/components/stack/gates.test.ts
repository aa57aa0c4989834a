import { afterEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { passGates } from "../../../components/stack/gates.ts";
import { defineService, ledger } from "../../../core/define.ts";

const app = {
  image: "docker.io/example/app:1.0",
  limits: { memory: "64 MB", cpu: "50%" },
  health: { http: "/", within: "30 seconds" },
} as const;

const feeds = defineService("feeds", {
  uid: 2003,
  exposure: "public",
  web: { subdomain: "feeds", port: 8080, auth: { oidc: { redirectPath: "/cb" } }, access: ["family"] },
  containers: { app: { ...app, secrets: ["api-key"], volumes: { "/data": { data: "db", dir: "db", owner: 0 } } } },
  secrets: { "api-key": "config" },
  data: { db: { pool: "tank", quota: "1 GB" } },
});

const CONFIG = {
  "homelab:domain": "home.test",
  "homelab:host": JSON.stringify({
    ...{ name: "home", address: "192.0.2.7", hostKey: "ssh-ed25519 AAAATEST" },
    pools: { tank: "2 TB" },
  }),
  "homelab:tls": JSON.stringify({
    mode: "internal",
    caCertificate: "-----BEGIN CERTIFICATE-----\nTEST\n-----END CERTIFICATE-----\n",
  }),
  "homelab:dns": JSON.stringify({ zone: "home.test", zoneId: "0".repeat(32), target: { a: "203.0.113.10" } }),
  "homelab:sso": JSON.stringify({ enabled: true }),
  "homelab:tlsCaKey": "key",
  "homelab:feeds-api-key": "key",
  "authentik:url": "https://auth.home.test",
  "authentik:token": "token",
  "cloudflare:apiToken": "token",
};

type Config = Readonly<Record<string, string | undefined>>;

const pass = (changes: Config = {}, services = [feeds], env: Readonly<Record<string, string>> = {}) => {
  const all: Config = { ...CONFIG, ...changes };
  const given = Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined);
  pulumi.runtime.setAllConfig(Object.fromEntries(given));
  return passGates(ledger(...services), new pulumi.Config("homelab"), env);
};

afterEach(() => {
  pulumi.runtime.setAllConfig({});
});

test("what is right is planned", () => {
  const { plan, settings } = pass();
  expect([plan.host.name, plan.services.map(({ name }) => name), settings.domain]).toEqual([
    "home",
    ["feeds"],
    "home.test",
  ]);
});

test("a mistake in each is told in one run: settings, definitions, secrets, and the credentials of both APIs", () => {
  const news = defineService("news", { ...feeds.spec, uid: 12, secrets: { "api-key": "config" } });
  const changes = {
    "homelab:lan": "everywhere",
    ...{ "homelab:tlsCaKey": undefined, "homelab:feeds-api-key": undefined },
    ...{ "authentik:url": "auth.home.test", "authentik:token": undefined, "cloudflare:apiToken": undefined },
  };
  const told = (): unknown => pass(changes, [feeds, news]);
  const places = [
    "config\\.lan",
    "config\\.authentik:url",
    "config\\.authentik:token",
    "config\\.cloudflare:apiToken",
    "config\\.feeds-api-key",
    "config\\.tlsCaKey",
    "config\\.news-api-key",
    "news\\.uid",
  ];
  expect(told).toThrow(/^error: \d+ problems in settings and services, nothing was changed/);
  expect(told).toThrow(new RegExp(places.join("[\\s\\S]*\n +")));
});

describe("a setting that cannot be read is no reason to complain about the services that use it", () => {
  test.each<[string, string | undefined]>([
    ["homelab:host", "home"],
    ["homelab:host", undefined],
    ["homelab:domain", undefined],
    ["homelab:tls", "{}"],
    ["homelab:dns", "{}"],
    ["homelab:sso", '{"enabled":"maybe"}'],
    ["homelab:lan", "everywhere"],
    ["homelab:images", '{"caddy":"caddy"}'],
  ])("%s: %s", (key, value) => {
    const places = (): string[] => {
      try {
        pass({ [key]: value });
        return [];
      } catch (error) {
        return String(error).match(/^ {2}\S+/gm) ?? [];
      }
    };
    const own = `  config.${key.split(":")[1] ?? ""}`;
    expect(places().filter((place) => !place.startsWith(own))).toEqual([]);
    expect(places().length).toBeGreaterThan(0);
  });
});

describe("credentials", () => {
  test.each<[string, Config, Readonly<Record<string, string>>]>([
    ["another key of Cloudflare", { "cloudflare:apiToken": undefined, "cloudflare:apiKey": "k" }, {}],
    ["Cloudflare's from the environment", { "cloudflare:apiToken": undefined }, { CLOUDFLARE_API_TOKEN: "t" }],
    [
      "Authentik's from the environment",
      { "authentik:url": undefined, "authentik:token": undefined },
      { AUTHENTIK_URL: "https://auth.home.test", AUTHENTIK_TOKEN: "t" },
    ],
    ["none of Cloudflare without records", { "cloudflare:apiToken": undefined, "homelab:dns": undefined }, {}],
    ["none of Authentik while nobody signs in", { "authentik:token": undefined, "homelab:sso": undefined }, {}],
  ])("%s will do", (_what, changes, env) => {
    expect(pass(changes, [feeds], env).settings.domain).toBe("home.test");
  });

  test.each<[string, Config, Readonly<Record<string, string>>, RegExp]>([
    [
      "an empty variable",
      { "cloudflare:apiToken": undefined },
      { CLOUDFLARE_API_TOKEN: "" },
      /, but feeds needs DNS records\n/,
    ],
    ["an address without https", { "authentik:url": "auth.home.test" }, {}, /"auth\.home\.test" is not an address\n/],
    [
      "a missing key of the home's CA, named once",
      { "homelab:tlsCaKey": undefined },
      {},
      /^error: 1 problem in settings.*\n\n {2}config\.tlsCaKey +is not set, but feeds\.secrets\.tls-ca-key takes its value from it\n/,
    ],
  ])("%s will not", (_what, changes, env, message) => {
    expect(() => pass(changes, [feeds], env)).toThrow(message);
  });
});

test("a policy of the home is refused with every other problem", () => {
  const policies = JSON.stringify({ unlistedRegistry: "refuse", registries: ["ghcr.io"] });
  const images = JSON.stringify({ caddy: "ghcr.io/x/caddy:2", envoy: "ghcr.io/x/envoy:1", ldap: "ghcr.io/x/ldap:1" });
  expect(() => pass({ "homelab:policies": policies, "homelab:images": images, "homelab:domain": undefined })).toThrow(
    /2 problems in settings and services[^]*config\.domain[^]*feeds\.containers\.app\.image[^]*policy unlistedRegistry refuses/,
  );
});
