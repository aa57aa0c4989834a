import { expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { recordProblems } from "../../../core/checks/exposure.ts";
import type { ServiceDefinition } from "../../../core/define.ts";
import { DNS_PROVIDERS } from "../../../core/schema/dns/providers.ts";
import { ledger } from "../../../core/service/ledger.ts";
import { parseSettings, type Settings } from "../../../core/schema/settings.ts";
import { app, complaints, service } from "../../support/definitions.ts";
import { acmeSettings, settings } from "../../support/samples.ts";

const web = (dns?: Readonly<Record<string, unknown>>) => ({
  subdomain: "feeds",
  port: 8080,
  auth: { none: "nobody asks a test" },
  ...(dns === undefined ? {} : { dns }),
});
const circular = parseSettings({
  ...settings,
  dns: { zone: "home.test", zoneId: "0123456789abcdef0123456789abcdef", target: { name: "feeds.home.test" } },
});
const signed =
  'give config\'s tls a caCertificate of your own CA (docs/dns.md), or write exposure: "public" without proxied';

interface Row {
  readonly of: ServiceDefinition;
  readonly with?: Settings;
  readonly says: readonly string[];
}

test.each<Row>([
  { of: service("feeds", { exposure: "public" }), with: acmeSettings, says: [] },
  { of: service("feeds", { exposure: "private" }), says: [] },
  { of: service("feeds", { exposure: "public", web: web({ proxied: true, ttl: "automatic" }) }), says: [] },
  {
    of: service("feeds", { exposure: "internet" }),
    says: ['feeds.exposure | "internet" is not known here | write one of public, private, local'],
  },
  {
    of: service("feeds", { exposure: "local" }),
    says: [
      'feeds.exposure | is "local", but web makes the service reachable | write "private" or "public", or remove web',
    ],
  },
  {
    of: service("feeds", {
      exposure: "public",
      web: undefined,
      containers: { app: { ...app, health: { tcp: 1, within: "1 minute" } } },
    }),
    says: [
      'feeds.exposure | is "public", but a service without web cannot be reached | add web: { subdomain, port }, or leave exposure out',
    ],
  },
  {
    of: service("feeds", { exposure: "private", web: web({ proxied: true }) }),
    says: [
      'feeds.web.dns.proxied | Cloudflare cannot reach a service whose exposure is "private" | write exposure: "public", or remove proxied',
    ],
  },
  {
    of: service("feeds", { exposure: "public", web: web({ proxied: true, ttl: "5 minutes" }) }),
    says: ["feeds.web.dns.ttl | Cloudflare chooses the TTL of a proxied record itself | remove ttl, or proxied"],
  },
  {
    of: service("feeds", { web: web({ ttl: "30 seconds" }) }),
    says: [
      'feeds.web.dns.ttl | "30 seconds" is not the lifetime of a record | write "automatic", or a time from "1 minute" to "24 hours"',
    ],
  },
  {
    of: service("feeds", { exposure: "public", web: web({ proxie: true }) }),
    says: ["feeds.web.dns.proxie | unknown field | did you mean proxied?"],
  },
  {
    of: service("feeds"),
    with: acmeSettings,
    says: [`feeds | no public CA can sign its names, because it cannot reach them (private) | ${signed}`],
  },
  {
    of: service("feeds", { exposure: "public", web: web({ proxied: true }) }),
    with: acmeSettings,
    says: [`feeds | no public CA can sign its names, because it cannot reach them (proxied) | ${signed}`],
  },
  {
    of: service("feeds", { exposure: "public" }),
    with: circular,
    says: [
      "feeds.web.subdomain | is the name that dns.target in config points all names to | choose another subdomain, or another target",
    ],
  },
  {
    of: service("feeds"),
    with: circular,
    says: [
      "feeds.web.subdomain | is the name that dns.target in config points all public names to, but it is known only in the home | choose another subdomain, or another target",
    ],
  },
  { of: service("news"), with: circular, says: [] },
])("$says", ({ of, with: changed, says }) => {
  expect(complaints([of], changed)).toEqual(says);
});

test("a DNS provider without a proxy, and with bounds of its own", () => {
  const [checked] = checkAll(
    ledger(service("feeds", { exposure: "public", web: web({ ttl: "5 minutes" }) })),
    settings,
  );
  if (checked?.web === undefined) throw new Error("no web");
  const ttl = { shortest: 3_600, longest: 86_400, automatic: 3_600, words: 'from "1 hour" to "24 hours"' };
  const provider = { ...DNS_PROVIDERS.cloudflare, name: "Example DNS", canProxy: false, ttl };
  const found = recordProblems({ ...checked, web: { ...checked.web, proxied: true } }, provider);
  expect(found.map(({ where, problem, fix }) => [where, problem, fix].join(" | "))).toEqual([
    'feeds.web.dns.ttl | "5 minutes" is not the lifetime of a record | write "automatic", or a time from "1 hour" to "24 hours"',
    "feeds.web.dns.proxied | Example DNS has no proxy that could stand before it | remove proxied",
  ]);
});
