import { describe, expect, test } from "@jest/globals";
import { recordsOf } from "../../../core/web/records.ts";
import { parseSettings } from "../../../core/schema/settings.ts";
import { smokeFile, smokeSpec, smokeTest } from "../../../core/plan/smoke.ts";
import type { SmokeAuth } from "../../../core/service/auth/kinds.ts";
import {
  acmeSettings,
  container,
  finished,
  settings,
  withCommandHealth,
  withScrapeList,
  withState,
} from "../../support/samples.ts";

const dns = { zone: "home.test", zoneId: "0123456789abcdef0123456789abcdef", target: { a: "203.0.113.10" } };
const withDns = parseSettings({ ...settings, dns: { ...dns, resolver: "192.168.1.1" } });
const parsed = (text: string | undefined) => JSON.parse(text ?? "null") as Record<string, unknown>;

describe("the smoke test's spec", () => {
  test("whole", () => {
    const feeds = { ...withState, exposure: "public" } as const;
    expect(smokeTest(feeds, withDns, recordsOf(feeds, withDns.dns))).toEqual({
      service: "feeds",
      names: ["feeds.home.test", "news.home.test"],
      records: [
        { name: "feeds.home.test", type: "A", content: "203.0.113.10", proxied: false },
        { name: "news.home.test", type: "A", content: "203.0.113.10", proxied: false },
      ],
      resolver: "192.168.1.1",
      ca: settings.tls.caCertificate,
      health: "/healthz",
      auth: { kind: "none" },
    });
  });

  test("no record, no resolver, and the certificates of a public CA", () => {
    const spec = smokeTest(finished({ ...withScrapeList, exposure: "public" }, acmeSettings), acmeSettings, []);
    expect(spec).toMatchObject({ records: [], resolver: null, ca: null });
  });

  test("a health path is one that is asked where the pages are", () => {
    const spec = (port: number) => {
      const health = { kind: "http", port, path: "/up", withinSeconds: 5 } as const;
      return smokeTest({ ...withScrapeList, containers: [container({ health })] }, settings, [])?.health;
    };
    expect([spec(8080), spec(9000)]).toEqual(["/up", null]);
    const tcp = container({ health: { kind: "tcp", port: 8080, withinSeconds: 5 } });
    expect(smokeTest({ ...withScrapeList, containers: [tcp] }, settings, [])?.health).toBeNull();
  });

  test.each<SmokeAuth>([
    { kind: "oidc", issuer: "https://auth.home.test/application/o/feeds/", clientId: "feeds" },
    { kind: "forwardAuth", level: "single", login: "https://auth.home.test" },
    { kind: "ldap", container: "ldap", port: 3389, bindDn: "cn=a,ou=users,dc=home", passwordFile: "/run/secrets/p" },
    { kind: "none" },
  ])("auth: $kind", (auth) => {
    expect(smokeTest(withState, settings, [], auth)?.auth).toEqual(auth);
  });

  test("without web there is nothing to test", () => {
    expect(smokeTest(withCommandHealth, settings, [])).toBeUndefined();
  });

  test("what a deploy tests before it commits is the same without DNS", () => {
    const feeds = { ...withState, exposure: "public" } as const;
    const [file] = smokeFile(feeds);
    expect(file).toMatchObject({ path: "smoke.json", effect: "none" });
    const { records, resolver, ...rest } = smokeTest(feeds, withDns, recordsOf(feeds, withDns.dns)) ?? {};
    expect([records, resolver]).not.toContain(undefined);
    expect(parsed(file?.content)).toEqual(rest);
    expect(smokeFile(withCommandHealth)).toEqual([]);
  });

  test("a deploy adds itself", () => {
    const spec = smokeTest(withState, settings, []);
    if (!spec) throw new Error("a sample with web");
    const deployed = { generation: "0123456789abcdef", deploy: "2026-11-20T21:04:11Z-7f3a" };
    expect(parsed(smokeSpec(spec, deployed))).toEqual({ ...spec, ...deployed });
  });
});

describe("dns.resolver", () => {
  const parse = (resolver: string) => parseSettings({ ...settings, dns: { ...dns, resolver } }).dns?.resolver;
  test.each(["192.168.1.1", "192.168.1.1:5353", "2001:db8::1"])("%s", (resolver) => {
    expect(parse(resolver)).toBe(resolver);
  });
  test.each(["", "dns.example.org", "192.168.1.1:99999", "192.168.1"])("%j is refused", (resolver) => {
    expect(() => parse(resolver)).toThrow(/is not a DNS server/);
  });
});
