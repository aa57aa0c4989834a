import { describe, expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { ledger } from "../../../core/service/ledger.ts";
import { planAll } from "../../../core/plan/plan.ts";
import type { RecordPlan } from "../../../core/web/records.ts";
import { parseSettings, type SettingsInput } from "../../../core/schema/settings.ts";
import { app, service } from "../../support/definitions.ts";
import { specOf } from "../../support/plan-files.ts";
import { acmeSettings, settings } from "../../support/samples.ts";

const ZONE = { zone: "home.test", zoneId: "0123456789abcdef0123456789abcdef" };
const BOTH = { a: "203.0.113.10", aaaa: "2001:db8::10" };

type Dns = NonNullable<SettingsInput["dns"]>;

function plan(change: Readonly<Record<string, unknown>>, dns?: Partial<Dns>) {
  const input = dns === undefined ? {} : { dns: { ...ZONE, target: { a: BOTH.a }, ...dns } };
  const [only] = planAll(ledger(service("feeds", change)), parseSettings({ ...settings, ...input })).services;
  if (only === undefined) throw new Error("no plan");
  return only;
}

const web = (subdomain: string | string[], dns?: Readonly<Record<string, unknown>>) => ({
  subdomain,
  port: 8080,
  auth: { none: "nobody asks a test" },
  ...(dns === undefined ? {} : { dns }),
});

const shown = ({ key, name, type, content, ttl, proxied }: RecordPlan): string =>
  `${key}: ${name} ${type} ${content} ${ttl}${proxied ? " proxied" : ""}`;

describe("records", () => {
  test("whole", () => {
    expect(plan({ exposure: "public" }, {}).records).toEqual([
      {
        key: "dns",
        name: "feeds.home.test",
        type: "A",
        content: "203.0.113.10",
        ttl: 1,
        proxied: false,
        comment: "managed-by=homelab svc=feeds",
      },
    ]);
  });

  test.each<{ what: string; change?: Record<string, unknown>; dns?: Partial<Dns>; are: string[]; router?: string[] }>([
    { what: "public, no settings", are: [] },
    {
      what: "public, both families",
      dns: { target: BOTH },
      are: ["dns: feeds.home.test A 203.0.113.10 1", "dns6: feeds.home.test AAAA 2001:db8::10 1"],
    },
    {
      what: "public, a name kept by dynamic DNS",
      dns: { target: { name: "home.example.net" } },
      are: ["dns: feeds.home.test CNAME home.example.net 1"],
    },
    {
      what: "several names, the apex among them: keys by subdomain, whatever their order",
      change: { web: web(["news", "@", "feeds"]) },
      dns: {},
      are: [
        "dns-news: news.home.test A 203.0.113.10 1",
        "dns-@: home.test A 203.0.113.10 1",
        "dns: feeds.home.test A 203.0.113.10 1",
      ],
    },
    {
      what: "a subdomain that looks like a family",
      change: { web: web(["feeds", "6"]) },
      dns: { target: BOTH },
      are: [
        "dns: feeds.home.test A 203.0.113.10 1",
        "dns6: feeds.home.test AAAA 2001:db8::10 1",
        "dns-6: 6.home.test A 203.0.113.10 1",
        "dns6-6: 6.home.test AAAA 2001:db8::10 1",
      ],
    },
    { what: "ttl of the settings", dns: { ttl: "5 minutes" }, are: ["dns: feeds.home.test A 203.0.113.10 300"] },
    {
      what: "ttl of its own",
      change: { web: web("feeds", { ttl: "1 hour" }) },
      dns: { ttl: "5 minutes" },
      are: ["dns: feeds.home.test A 203.0.113.10 3600"],
    },
    {
      what: "automatic over the settings",
      change: { web: web("feeds", { ttl: "automatic" }) },
      dns: { ttl: "5 minutes" },
      are: ["dns: feeds.home.test A 203.0.113.10 1"],
    },
    {
      what: "proxied, whose lifetime is Cloudflare's",
      change: { web: web("feeds", { proxied: true }) },
      dns: { ttl: "5 minutes" },
      are: ["dns: feeds.home.test A 203.0.113.10 1 proxied"],
    },
    {
      what: "private, no record",
      change: { exposure: "private", web: web(["feeds", "news"]) },
      dns: {},
      are: [],
      router: ["feeds.home.test", "news.home.test"],
    },
    { what: "private is the default", change: { exposure: undefined }, are: [], router: ["feeds.home.test"] },
    {
      what: "private, the address inside",
      change: { exposure: "private" },
      dns: { private: { a: "192.168.1.10", aaaa: "fd00::10" } },
      are: ["dns: feeds.home.test A 192.168.1.10 1", "dns6: feeds.home.test AAAA fd00::10 1"],
    },
    {
      what: "local",
      change: {
        exposure: undefined,
        web: undefined,
        containers: { app: { ...app, health: { tcp: 1, within: "1 minute" } } },
      },
      dns: {},
      are: [],
    },
  ])("$what", ({ change, dns, are, router = [] }) => {
    const { records, routerNames } = plan({ exposure: "public", ...change }, dns);
    expect(records.map(shown)).toEqual(are);
    expect(routerNames).toEqual(router);
  });
});

describe("the route's sources", () => {
  const sources = (change: Readonly<Record<string, unknown>>, lan?: string[]) => {
    const changed = parseSettings({ ...settings, ...(lan === undefined ? {} : { lan }) });
    const [only] = planAll(ledger(service("feeds", change)), changed).services;
    return (JSON.parse((only && specOf(only, "route")) ?? "{}") as { sources?: string[] }).sources;
  };

  test("are everybody for a public service, and said so", () => {
    expect(sources({ exposure: "public" })).toEqual([]);
  });

  test("are the private networks for a private one", () => {
    expect(sources({})).toEqual([
      "127.0.0.0/8",
      "::1/128",
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "169.254.0.0/16",
      "fc00::/7",
      "fe80::/10",
    ]);
  });

  test("always hold the host itself, which asks its services after a deploy", () => {
    expect(sources({}, ["192.168.7.0/24"])).toEqual(["127.0.0.0/8", "::1/128", "192.168.7.0/24"]);
  });
});

describe("who signs the certificate", () => {
  const own = parseSettings({
    ...acmeSettings,
    tls: { ...acmeSettings.tls, caCertificate: settings.tls.caCertificate ?? "" },
    configSecrets: settings.configSecrets,
  });
  const secrets = (change: Readonly<Record<string, unknown>>) => {
    const [only] = planAll(ledger(service("feeds", change)), own).services;
    const caddyfile = only?.generation.bundle ?? "";
    return [caddyfile.includes("issuer acme"), only?.secrets.map(({ name }) => name)];
  };

  test("a public CA, where it reaches the name", () => {
    expect(secrets({ exposure: "public" })).toEqual([true, []]);
  });

  test.each([{ exposure: "private" }, { exposure: "public", web: web("feeds", { proxied: true }) }])(
    "the home's own CA where it does not: %j",
    (change) => {
      expect(secrets(change)).toEqual([false, ["tls-ca-key"]]);
    },
  );
});

test("the apex has the domain as its URL", () => {
  const [only] = checkAll(ledger(service("feeds", { web: web("@") })), settings);
  expect(only?.web).toMatchObject({ hosts: ["home.test"], url: "https://home.test" });
});
