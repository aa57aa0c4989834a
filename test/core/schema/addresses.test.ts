import { expect, test } from "@jest/globals";
import { settingsComplaints } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

const dns = { zone: "home.test", zoneId: "0123456789abcdef0123456789abcdef", target: { a: "203.0.113.10" } };

test.each([
  {
    change: { dns: { ...dns, target: { aaaa: "2001:db8::10" } } },
    says: 'config.dns.target | has only an IPv6 address, but the ingress listens on IPv4 | add the IPv4 address: { a: "203.0.113.10", aaaa: "2001:db8::10" }',
  },
  {
    change: { dns: { ...dns, private: { aaaa: "fd00::1" } } },
    says: 'config.dns.private | has only an IPv6 address, but the ingress listens on IPv4 | add the IPv4 address: { a: "192.168.1.10", aaaa: "fd00::1" }',
  },
  {
    change: { dns: { ...dns, target: { a: "0.0.0.0" } } },
    says: 'config.dns.target.a | "0.0.0.0" is not the address of a host (unspecified) | write one, such as 203.0.113.10',
  },
  {
    change: { dns: { ...dns, target: { a: "203.0.113.10", aaaa: "::" } } },
    says: 'config.dns.target.aaaa | "::" is not the address of a host (unspecified) | write one, such as 2001:db8::10',
  },
  {
    change: { dns: { ...dns, target: { a: "203.0.113.10", aaaa: "fe80::1%eth0" } } },
    says: 'config.dns.target.aaaa | "fe80::1%eth0" is not an IPv6 address | write one, such as 2001:db8::10',
  },
  ...["192.0.2.10:22", "192.0.2.300", ":::", "-x"].map((address) => ({
    change: { host: { ...settings.host, address } },
    says: `config.host.address | "${address}" is not an address | write an IP address or a DNS name; the port of its SSH server goes into host.port`,
  })),
  ...["https://192.168.1.300", "https://auth.home.test/", "https://auth"].map((url) => ({
    change: { sso: { enabled: true, url } },
    says: `config.sso.url | "${url}" is not Authentik's address | write https:// and a host name in small letters, such as https://auth.example.org`,
  })),
  ...["o'brien@example.org", "a{b@example.org", "a#b@example.org"].map((email) => ({
    change: { tls: { mode: "acme", email } },
    says: `config.tls.email | "${email}" is not an e-mail address | write where the CA may reach you, in letters, digits and . _ + -, such as owner@example.org`,
  })),
  {
    change: { domain: `${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.long.org` },
    says: "config.domain | has 191 characters, which leaves no room for names below it | write one of up to 189",
  },
  {
    change: { tls: {} },
    says: 'config.tls.mode | is missing | write { mode: "internal", caCertificate } or { mode: "acme", email }',
  },
])("$says", ({ change, says }) => {
  expect(settingsComplaints(change)).toEqual([says]);
});

test.each([
  { host: { ...settings.host, address: "home.lan" } },
  { host: { ...settings.host, address: "2001:db8::1" } },
  { dns: { ...dns, target: { a: "203.0.113.10", aaaa: "2001:db8::10" } } },
  { sso: { enabled: true, url: "https://auth.home.test" } },
  { tls: { mode: "acme", email: "a+b@example.org" } },
])("%j is right", (change) => {
  expect(settingsComplaints(change)).toEqual([]);
});
