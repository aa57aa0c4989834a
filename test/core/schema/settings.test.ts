import { expect, test } from "@jest/globals";
import { parseSettings } from "../../../core/schema/settings.ts";
import { settingsComplaints } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

test("defaults: port 22, user root, images of Caddy, Envoy and the LDAP outpost, no config secrets", () => {
  expect(settings.host).toEqual({
    name: "rehearsal",
    address: "127.0.0.1",
    port: 22,
    user: "root",
    hostKey: "ssh-ed25519 AAAA",
    pools: { safe: "8 GB", tank: "8 GB" },
  });
  expect(settings.images).toEqual({
    caddy: "docker.io/library/caddy:2.11.2",
    envoy: "docker.io/envoyproxy/envoy:v1.40.0",
    ldap: "ghcr.io/goauthentik/ldap:2025.12.1",
  });
  expect(parseSettings({ ...settings, configSecrets: undefined }).configSecrets).toEqual([]);
});

const dns = { zone: "home.test", zoneId: "0123456789abcdef0123456789abcdef", target: { a: "203.0.113.10" } };
const targetFix =
  'write the target of the names: { a: "203.0.113.10" }, or { name: "home.example.net" } for a dynamic one';
const privateFix = 'write "none", or the address inside the home: { a: "192.168.1.10" }';

test("DNS: private names get no record unless said, and records live as long as Cloudflare likes", () => {
  expect(settings.dns).toBeUndefined();
  expect(parseSettings({ ...settings, dns }).dns).toEqual({
    ...dns,
    provider: "cloudflare",
    private: "none",
    ttl: "automatic",
  });
  expect(parseSettings({ ...settings, domain: "at.home.test", dns }).dns?.zone).toBe("home.test");
});

test.each([
  {
    change: { domain: "localhost" },
    says: 'config.domain | "localhost" is not a domain name | write the domain under which services answer, such as home.example.org',
  },
  {
    change: { domian: "home.test" },
    says: "config.domian | unknown field | did you mean domain?",
  },
  {
    change: { host: { ...settings.host, pools: { tank: "8 GiB" } } },
    says: 'config.host.pools.tank | "8 GiB" is not a size | write a number and KB, MB, GB or TB, such as "1.8 TB"',
  },
  {
    change: { host: { ...settings.host, port: 0 } },
    says: "config.host.port | 0 is not a whole number from 1 to 65535 | write the port of its SSH server",
  },
  {
    change: { host: { ...settings.host, hostKey: undefined } },
    says: "config.host.hostKey | is missing | write what `ssh-keyscan -t ed25519 <address>` shows after the address, once you have compared it on the host",
  },
  {
    change: { tls: { mode: "public" } },
    says: 'config.tls.mode | "public" is not a mode | write { mode: "internal", caCertificate } or { mode: "acme", email }',
  },
  {
    change: { tls: { mode: "acme", email: "nobody" } },
    says: 'config.tls.email | "nobody" is not an e-mail address | write where the CA may reach you, in letters, digits and . _ + -, such as owner@example.org',
  },
  {
    change: { dns: { ...dns, zone: "other.test" } },
    says: "config.dns.zone | does not hold the domain | name the zone that domain belongs to",
  },
  {
    change: { dns: { ...dns, zoneId: "home.test" } },
    says: "config.dns.zoneId | \"home.test\" is not a zone's id | write the 32 hexadecimal digits that the zone's overview page at Cloudflare shows",
  },
  {
    change: { dns: { ...dns, provider: "route53" } },
    says: 'config.dns.provider | "route53" is not a DNS provider | write one of cloudflare',
  },
  {
    change: { dns: { ...dns, target: {} } },
    says: `config.dns.target | needs either addresses or a name | ${targetFix}`,
  },
  {
    change: { dns: { ...dns, target: { a: "203.0.113.10", name: "home.example.net" } } },
    says: `config.dns.target | needs either addresses or a name | ${targetFix}`,
  },
  {
    change: { dns: { ...dns, target: undefined } },
    says: `config.dns.target | is missing | ${targetFix}`,
  },
  {
    change: { dns: { ...dns, target: { a: "203.0.113.256" } } },
    says: 'config.dns.target.a | "203.0.113.256" is not an IPv4 address | write one, such as 203.0.113.10',
  },
  {
    change: { dns: { ...dns, target: { aaaa: "203.0.113.1" } } },
    says: 'config.dns.target.aaaa | "203.0.113.1" is not an IPv6 address | write one, such as 2001:db8::10',
  },
  {
    change: { dns: { ...dns, private: "LAN" } },
    says: `config.dns.private | "LAN" is not "none" or an address | ${privateFix}`,
  },
  {
    change: { dns: { ...dns, private: {} } },
    says: `config.dns.private | names no address | ${privateFix}`,
  },
  {
    change: { dns: { ...dns, private: { a: "192.168.1.1", AAA: "fd00::1" } } },
    says: "config.dns.private.AAA | unknown field | did you mean aaaa?",
  },
  {
    change: { dns: { ...dns, ttl: 300 } },
    says: 'config.dns.ttl | 300 is not the lifetime of a record | write "automatic", or a time from "1 minute" to "24 hours"',
  },
  {
    change: { lan: "192.168.1.0/24" },
    says: 'config.lan | "192.168.1.0/24" is not a list | write networks such as "192.168.1.0/24"',
  },
  {
    change: { lan: [] },
    says: 'config.lan | is an empty list | write networks such as "192.168.1.0/24"',
  },
  {
    change: { lan: ["192.168.1.7/24"] },
    says: 'config.lan.0 | "192.168.1.7/24" is not a network | write "192.168.1.0/24"',
  },
  {
    change: { lan: ["FD00:0::/8"] },
    says: 'config.lan.0 | "FD00:0::/8" is not a network | write "fd00::/8"',
  },
  {
    change: { lan: ["192.168.1"] },
    says: 'config.lan.0 | "192.168.1" is not a network | write a network such as "192.168.1.0/24" or "fd00::/8"',
  },
  {
    change: { lan: ["10.0.0.0/33"] },
    says: 'config.lan.0 | "10.0.0.0/33" is not a network | write a network such as "192.168.1.0/24" or "fd00::/8"',
  },
  {
    change: { lan: ["0.0.0.0/0"] },
    says: 'config.lan.0 | "0.0.0.0/0" is everybody | leave it out; for everybody write exposure: "public"',
  },
  {
    change: { lan: ["10.0.0.0/8", "10.0.0.0/8"] },
    says: "config.lan | names a network twice | name it once",
  },
  {
    change: { sso: { enabled: true, url: "http://auth.home.test" } },
    says: 'config.sso.url | "http://auth.home.test" is not Authentik\'s address | write https:// and a host name in small letters, such as https://auth.example.org',
  },
  {
    change: { sso: { url: "https://auth.home.test" } },
    says: "config.sso.enabled | is missing | write true or false",
  },
  {
    change: { sso: { enabled: true, session: "a day" } },
    says: 'config.sso.session | "a day" is not a duration | write a whole number and seconds, minutes or hours, such as "12 hours"',
  },
  {
    change: { images: { caddy: "caddy" } },
    says: 'config.images.caddy | "caddy" names no registry | write registry/name:tag, such as "docker.io/library/redis:8.0"',
  },
])("$says", ({ change, says }) => {
  expect(settingsComplaints(change)).toEqual([says]);
});

test("all complaints come at once, in the words of a person", () => {
  expect(() => parseSettings({})).toThrow(/^error: 3 problems in settings, nothing was changed\n/);
});
