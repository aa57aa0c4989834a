import { expect, test } from "@jest/globals";
import { caddyfile, healthPath } from "../../core/caddyfile.ts";
import type { Service } from "../../core/service.ts";
import type { Settings } from "../../core/settings.ts";
import { acmeSettings, container, settings, withScrapeList, withState } from "../support/samples.ts";

/** The Caddyfile without comments and indentation. */
function lines(service: Service, with_: Settings): string[] {
  if (!service.web) throw new Error("a sample with web");
  const text = caddyfile(service, service.web, with_);
  return text.split("\n").flatMap((line) => (line.trim() === "" || line.trim().startsWith("#") ? [] : [line.trim()]));
}

test("one site for each host name", () => {
  const sites = lines(withState, settings).filter((line) => line.startsWith("https://"));
  expect(sites).toEqual(["https://feeds.home.test:8443 {", "https://news.home.test:8443 {"]);
});

test("several slots answer for the application, one answers for itself", () => {
  expect(healthPath(withState)).toBe("/readyz");
  expect(lines(withState, settings)).toContain("rewrite * /healthz");
  expect(healthPath(withScrapeList)).toBe("/caddyz");
  expect(lines(withScrapeList, settings).join("\n")).toContain("handle /readyz {\nrespond 200\n}");
});

test("several slots without readiness by HTTP are a bug", () => {
  const tcp = container({ health: { kind: "tcp", port: 1, withinSeconds: 1 } });
  expect(() => lines({ ...withState, containers: [tcp] }, settings)).toThrow("no readiness by HTTP");
});

test("a private CA", () => {
  const text = lines(withState, settings).join("\n");
  expect(text).toContain("cert /etc/caddy/ca.crt\nkey /run/secrets/tls-ca-key");
  expect(text).toContain("issuer internal");
  expect(text).not.toContain("acme");
});

test("a public CA", () => {
  const text = lines(withState, acmeSettings).join("\n");
  expect(text).toContain(
    "issuer acme {\nemail owner@home.test\ndir https://acme.home.test/directory\ndisable_http_challenge\n}",
  );
  expect(text).not.toContain("ca.crt");
});
