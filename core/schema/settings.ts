import { z } from "zod";
import { domainName, hostAddress } from "./addresses.ts";
import { poolSize } from "./amounts-schema.ts";
import { fields, mapOf, rule, text, wholeNumber } from "./builders.ts";
import { dnsSettings } from "./dns/providers.ts";
import { image } from "./image-reference.ts";
import { HOME_NETWORKS, lanSettings } from "./networks.ts";
import { policySettings, STANDARD_POLICIES } from "./policies.ts";
import { Problems } from "../problems/problem.ts";
import { readBy } from "../problems/schema-problems.ts";
import { NO_SSO, ssoSettings } from "./sso.ts";
import { tlsSettings } from "./tls.ts";

const host = fields({
  /**
   * Short name of the host. It is part of resource names, so choose it before the first `pulumi up`.
   * @example "home"
   */
  name: text(/^[a-z][a-z0-9-]{0,62}$/, { what: "a host name", fix: "write a short name, such as home" }),
  /**
   * IP address or DNS name of the host, for SSH. Not possible: a port; that is `port`.
   * @example "192.0.2.10"
   */
  address: hostAddress,
  /**
   * TCP port of its SSH server.
   * @default 22
   */
  port: wholeNumber(1, 65_535, "write the port of its SSH server").default(22),
  /**
   * Account for SSH: `root`, or one with `sudo` without a password. Keys come from your ssh-agent.
   * @default "root"
   */
  user: text(/^[a-z_][a-z0-9_-]*$/, { what: "a user name", fix: "write root, or a user with sudo" }).default("root"),
  /**
   * The host's SSH key, as `ssh-keyscan -t ed25519 <address>` shows it after the address; compare it on the host.
   * @example "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHB1dCB0aGUga2V5IG9mIHlvdXIgb3duIGhvc3QgaW4h"
   */
  hostKey: text(/^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/=]+( .*)?$/, {
    what: "an SSH host key",
    fix: "write what `ssh-keyscan -t ed25519 <address>` shows after the address, once you have compared it on the host",
  }),
  /**
   * ZFS pools that services may use, and how large each is: quotas are checked against these sizes. At least `"64 MB"`.
   * @example { safe: "900 GB", tank: "12 TB" }
   */
  pools: mapOf(
    text(/^[A-Za-z][A-Za-z0-9_.-]*$/, { what: "a pool name", fix: "write the name that `zpool list` shows" }),
    poolSize,
    'each with its size: { "tank": "1.8 TB" }',
  ),
});

const CADDY = "docker.io/library/caddy:2.11.2";
const ENVOY = "docker.io/envoyproxy/envoy:v1.40.0";
const LDAP = "ghcr.io/goauthentik/ldap:2025.12.1";

/** 63 characters and a dot are left for the names below it. */
const LONGEST_DOMAIN = 189;

const images = fields({
  /**
   * Proxy in every pod with `web`.
   * @default "docker.io/library/caddy:2.11.2"
   */
  caddy: image.default(CADDY),
  /**
   * The host's ingress.
   * @default "docker.io/envoyproxy/envoy:v1.40.0"
   */
  envoy: image.default(ENVOY),
  /**
   * Directory beside applications with `auth: { ldap }`; of the same release as Authentik.
   * @default "ghcr.io/goauthentik/ldap:2025.12.1"
   */
  ldap: image.default(LDAP),
});

/** What a stack's config may say. */
export const settingsSchema = fields({
  /**
   * Services answer under it: `subdomain: "feeds"` becomes `https://feeds.<domain>`. Up to 189 characters.
   * @example "home.example.org"
   */
  domain: domainName("write the domain under which services answer, such as home.example.org").check(
    rule((name) =>
      name.length <= LONGEST_DOMAIN
        ? undefined
        : {
            problem: `has ${name.length} characters, which leaves no room for names below it`,
            fix: `write one of up to ${LONGEST_DOMAIN}`,
          },
    ),
  ),
  /** The host that runs everything, and how it is reached. */
  host,
  /**
   * Who signs certificates: a CA of your own, or a public one.
   * @example { mode: "acme", email: "owner@example.org" }
   */
  tls: tlsSettings,
  /**
   * DNS records. It takes a token of the zone's provider, at Cloudflare: `pulumi config set --secret cloudflare:apiToken`.
   * @default no record is made
   * @example { zone: "example.org", zoneId: "023e105f4ecef8ad9ca31a8372d0c353", target: { a: "203.0.113.10" } }
   */
  dns: dnsSettings.optional(),
  /**
   * Networks from where private services may be asked.
   * @default the private networks of RFC 1918 and RFC 4193, link-local addresses, and the host itself
   * @example ["192.168.1.0/24"]
   */
  lan: lanSettings.default(HOME_NETWORKS),
  /**
   * Single sign-on with Authentik: docs/sso.md.
   * @default { enabled: false }
   * @example { enabled: true }
   */
  sso: ssoSettings.default(NO_SSO),
  /**
   * Images of the program's own containers.
   * @default those below
   */
  images: images.default({ caddy: CADDY, envoy: ENVOY, ldap: LDAP }),
  /**
   * What this home permits. `"off"`: nothing is said; `"warn"`: each preview, each `up` and the plan of a pull request
   * say it; `"refuse"`: nothing runs.
   * @default those below
   * @example { publicWithoutSignIn: "refuse", floatingTag: "warn" }
   */
  policies: policySettings.default(STANDARD_POLICIES),
  /**
   * Names of the stack's config secrets. The program fills this in; it is not a setting.
   * @default []
   */
  configSecrets: z.array(z.string()).default([]),
});

/** Rules that need more than one setting. */
export const consistentSettings = settingsSchema.check(({ value: { domain, dns }, issues }) => {
  if (!dns || domain === dns.zone || domain.endsWith(`.${dns.zone}`)) return;
  const fix = "name the zone that domain belongs to";
  issues.push({
    code: "custom",
    input: dns.zone,
    path: ["dns", "zone"],
    message: "does not hold the domain",
    params: { fix },
  });
});

/** A stack's settings as its config holds them. `pools` says how large each pool of the host is. */
export type SettingsInput = z.input<typeof settingsSchema>;
/** What a person writes; the names of config secrets are found by the program. */
export type WrittenSettings = Omit<SettingsInput, "configSecrets">;
/** Settings with every default; pools keep the size that was written. */
export type Settings = z.output<typeof settingsSchema>;

/** Keys that the stack's config may have below `homelab:`; every other one is a secret. */
export const SETTING_KEYS: readonly string[] = Object.keys(settingsSchema.shape).filter(
  (key) => key !== "configSecrets",
);

/** Settings from a stack's config. Throws `Problems` with all problems. */
export function parseSettings(input: unknown): Settings {
  const result = readBy(consistentSettings, input, "config");
  if ("data" in result) return result.data;
  throw new Problems(result.problems, "settings");
}
