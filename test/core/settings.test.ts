import { expect, test } from "@jest/globals";
import { Problems } from "../../core/problems.ts";
import { parseSettings } from "../../core/settings.ts";
import { settings } from "../support/samples.ts";

test("defaults: port 22, user root, images of Caddy and Envoy, no config secrets", () => {
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
  });
  expect(settings.configSecrets).toEqual([]);
});

function refused(change: Record<string, unknown>): string {
  try {
    parseSettings({ ...settings, ...change });
  } catch (error) {
    if (!(error instanceof Problems)) throw error;
    return error.problems.map(({ where, problem, fix }) => `${where} | ${problem} | ${fix}`).join("\n");
  }
  return "nothing";
}

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
    says: 'config.host.pools.tank | "8 GiB" is not a size | write a number and a unit, such as "1.8 TB"',
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
    says: 'config.tls.mode | says neither internal nor acme | write { mode: "internal", caCertificate } or { mode: "acme", email }',
  },
  {
    change: { tls: { mode: "acme", email: "nobody" } },
    says: 'config.tls.email | "nobody" is not an e-mail address | write where the CA may reach you',
  },
  {
    change: { images: { caddy: "caddy" } },
    says: 'config.images.caddy | "caddy" is not an image with registry and tag | write registry/name:tag',
  },
])("$says", ({ change, says }) => {
  expect(refused(change)).toBe(says);
});

test("all complaints come at once, in the words of a person", () => {
  expect(() => parseSettings({})).toThrow(/^error: 3 problems in settings, nothing was changed\n/);
});
