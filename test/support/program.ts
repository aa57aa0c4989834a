import { jest } from "@jest/globals";
import { destroyClosure } from "./closure.ts";
import { record, type Recorded } from "./recorder.ts";

const CONFIG = {
  "homelab:domain": "home.test",
  "homelab:host": JSON.stringify({
    name: "rehearsal",
    address: "127.0.0.1",
    hostKey: "ssh-ed25519 AAAATEST",
    pools: { safe: "8 GB", tank: "8 GB" },
  }),
  "homelab:tls": JSON.stringify({
    mode: "internal",
    caCertificate: "-----BEGIN CERTIFICATE-----\nTEST\n-----END CERTIFICATE-----\n",
  }),
  "homelab:dns": JSON.stringify({
    zone: "home.test",
    zoneId: "0123456789abcdef0123456789abcdef",
    target: { a: "203.0.113.10" },
  }),
  "homelab:sso": JSON.stringify({ enabled: true }),
  "authentik:url": "http://127.0.0.1:1",
  "authentik:token": "0123456789012345678901234567890123456789",
  "cloudflare:apiToken": "0123456789012345678901234567890123456789",
  "homelab:tlsCaKey": "-----BEGIN EC PRIVATE KEY-----",
  "homelab:authentication-bootstrap-token": "0123456789012345678901234567890123456789",
};

let recorded: Promise<Recorded[]> | undefined;

/** All resources of the program itself, with the services of the fixture house. A module runs once, so this does too. */
export function recordProgram(): Promise<Recorded[]> {
  jest.unstable_mockModule("../../services/index.ts", () => import("../homes/house.ts"));
  recorded ??= record(() => import("../../index.ts"), { config: CONFIG });
  return recorded;
}

/** Logical names of what destroying a service takes, sorted; see `destroyClosure`. */
export async function serviceClosure(service: string): Promise<string[]> {
  const resources = await recordProgram();
  const component = resources.find(({ custom, name }) => !custom && name === service);
  if (component === undefined) throw new Error(`the program has no service ${service}`);
  const taken = new Set(destroyClosure(resources, component.urn));
  return resources.filter(({ urn }) => taken.has(urn)).map(({ name }) => name);
}
