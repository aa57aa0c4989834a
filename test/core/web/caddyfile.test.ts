import { expect, test } from "@jest/globals";
import { caddyfile, ingressProbePath } from "../../../core/web/caddyfile.ts";
import type { Service } from "../../../core/service/service.ts";
import { acmeSettings, container, finished, withScrapeList, withState } from "../../support/samples.ts";
import { checked, client, server, twice } from "../../support/sso-samples.ts";

/** The Caddyfile without comments and indentation. */
function lines(service: Service): string[] {
  if (!service.web) throw new Error("a sample with web");
  const text = caddyfile(service, service.web);
  return text.split("\n").flatMap((line) => (line.trim() === "" || line.trim().startsWith("#") ? [] : [line.trim()]));
}

test("one site for each host name", () => {
  const sites = lines(withState).filter((line) => line.startsWith("https://"));
  expect(sites).toEqual(["https://feeds.home.test:8443 {", "https://news.home.test:8443 {"]);
});

test("of several slots the ingress asks the application, of one its sidecar, which can hold requests", () => {
  expect(ingressProbePath(withState)).toBe("/readyz");
  expect(lines(withState)).toContain("rewrite * /healthz");
  expect(ingressProbePath(withScrapeList)).toBe("/caddyz");
});

test("a slot is ready when its application says so by HTTP, and otherwise with its sidecar", () => {
  expect(lines(withScrapeList)).toContain("rewrite * /healthz");
  const tcp = { ...withScrapeList, containers: [container({ health: { kind: "tcp", port: 1, withinSeconds: 1 } })] };
  expect(lines(tcp).join("\n")).toContain("handle /readyz {\nrespond 200\n}");
});

test("several slots without readiness by HTTP are a bug", () => {
  const tcp = container({ health: { kind: "tcp", port: 1, withinSeconds: 1 } });
  expect(() => lines({ ...withState, containers: [tcp] })).toThrow("no readiness by HTTP");
});

test("a private CA", () => {
  const text = lines(withState).join("\n");
  expect(text).toContain("cert /etc/caddy/ca.crt\nkey /run/secrets/tls-ca-key");
  expect(text).toContain("issuer internal");
  expect(text).not.toContain("acme");
});

test("a public CA", () => {
  const text = lines(finished(withState, acmeSettings)).join("\n");
  expect(text).toContain(
    "issuer acme {\nemail owner@home.test\ndir https://acme.home.test/directory\ndisable_http_challenge\n}",
  );
  expect(text).not.toContain("ca.crt");
});

test("forward auth: client-sent names are dropped before anything else, and health stays without a question", () => {
  const text = lines(checked).join("\n");
  expect(text).toContain(
    [
      "route {",
      "request_header -*authentik*",
      "request_header -X-Remote-User",
      "request_header -X-Remote_User",
      "request_header -X_Remote-User",
      "request_header -X_Remote_User",
      "redir /outpost.goauthentik.io/sign_out https://auth.home.test/application/o/papers/end-session/",
      "reverse_proxy /outpost.goauthentik.io/* https://auth.home.test {",
    ].join("\n"),
  );
  expect(text).toContain("request_header @checked X-Remote-User {http.request.header.X-Authentik-Username}");
  expect(text).toContain("not path_regexp `(?:^/api/v\\d+/)|(?:^/public/)`");
  expect(text).toContain("copy_headers X-Authentik-Username X-Authentik-Groups\n");
  expect(text).toContain("tls_trust_pool file /etc/caddy/sign-on-ca.crt");
  expect(text.indexOf("respond @nobody 403")).toBeLessThan(text.indexOf("reverse_proxy 127.0.0.1:8080"));
  expect(text.slice(text.indexOf("http://:8081"))).not.toContain("forward_auth");
});

test("forward auth with several names: each signs out of its own application", () => {
  expect(lines(twice).join("\n")).toContain(
    [
      "@sign-out-old.albums.home.test {",
      "host old.albums.home.test",
      "path /outpost.goauthentik.io/sign_out",
      "}",
      "redir @sign-out-old.albums.home.test https://auth.home.test/application/o/albums-old_albums/end-session/",
      "redir /outpost.goauthentik.io/sign_out https://auth.home.test/application/o/albums/end-session/",
    ].join("\n"),
  );
});

test("other ways of signing on leave the Caddyfile as it is", () => {
  expect(lines(client).join("\n")).not.toContain("authentik");
});

test("the sign-on itself answers for the outpost on any name, and for nothing else", () => {
  expect(lines(server).join("\n")).toContain(
    "https://:8443 {\nhandle /outpost.goauthentik.io/* {\nreverse_proxy 127.0.0.1:9000\n}\nhandle {\nrespond 421\n}\n}",
  );
});
