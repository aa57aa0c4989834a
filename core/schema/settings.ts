import { z } from "zod";
import { encodeComplaint, fields, leaf, matching, quoted, wholeNumber } from "../problems/complaint.ts";
import { dnsSettings, domainName } from "./dns.ts";
import { lanSettings } from "./networks.ts";
import { Problems } from "../problems/problem.ts";
import { schemaProblems } from "../problems/schema-problems.ts";
import { NO_SSO, ssoSettings } from "./sso.ts";
import { parseSize, type Size } from "./amounts.ts";

const poolSize = leaf<Size>(
  (value) =>
    typeof value === "string" && parseSize(value) !== undefined
      ? undefined
      : { problem: `${quoted(value)} is not a size`, fix: 'write a number and a unit, such as "1.8 TB"' },
  'say how large the pool is, such as "1.8 TB"',
);

const host = fields({
  name: matching<string>(/^[a-z][a-z0-9-]{0,62}$/, "a host name", "write a short name, such as home"),
  address: matching<string>(/^[A-Za-z0-9.:-]+$/, "an address", "write an IP address or a DNS name"),
  port: wholeNumber(1, 65_535, "write the port of its SSH server").default(22),
  user: matching<string>(/^[a-z_][a-z0-9_-]*$/, "a user name", "write root, or a user with sudo").default("root"),
  hostKey: matching<string>(
    /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/=]+( .*)?$/,
    "an SSH host key",
    "write what `ssh-keyscan -t ed25519 <address>` shows after the address, once you have compared it on the host",
  ),
  pools: z.record(
    matching<string>(/^[A-Za-z][A-Za-z0-9_.-]*$/, "a pool name", "write the name that `zpool list` shows"),
    poolSize,
    {
      error: () =>
        encodeComplaint({ problem: "lists no pools", fix: 'write each with its size: { "tank": "1.8 TB" }' }),
    },
  ),
});

const certificate = matching<string>(
  /^-----BEGIN CERTIFICATE-----\n[\s\S]+\n-----END CERTIFICATE-----\n?$/,
  "a certificate in PEM form",
  "write the CA certificate with its BEGIN and END lines",
);

const tls = z.discriminatedUnion(
  "mode",
  [
    fields({ mode: z.literal("internal"), caCertificate: certificate }),
    fields({
      mode: z.literal("acme"),
      email: matching<string>(/^[^@\s]+@[^@\s]+$/, "an e-mail address", "write where the CA may reach you"),
      directory: matching<string>(/^https:\/\/\S+$/, "an https URL", "write the URL of the ACME directory").optional(),
      caCertificate: certificate.optional(),
    }),
  ],
  {
    error: () =>
      encodeComplaint({
        problem: "says neither internal nor acme",
        fix: 'write { mode: "internal", caCertificate } or { mode: "acme", email }',
      }),
  },
);

const image = matching<string>(
  /^[a-z0-9.-]+(:\d+)?\/[a-z0-9._/-]+:[A-Za-z0-9._-]+(@sha256:[0-9a-f]{64})?$/,
  "an image with registry and tag",
  "write registry/name:tag",
);

const CADDY = "docker.io/library/caddy:2.11.2";
const ENVOY = "docker.io/envoyproxy/envoy:v1.40.0";
const LDAP = "ghcr.io/goauthentik/ldap:2025.12.1";

const settingsSchema = fields({
  domain: domainName("write the domain under which services answer, such as home.example.org"),
  host,
  tls,
  dns: dnsSettings.optional(),
  lan: lanSettings,
  sso: ssoSettings.default(NO_SSO),
  images: fields({
    caddy: image.default(CADDY),
    envoy: image.default(ENVOY),
    // Of Authentik's own release.
    ldap: image.default(LDAP),
  }).default({ caddy: CADDY, envoy: ENVOY, ldap: LDAP }),
  configSecrets: z.array(z.string()).default([]),
}).refine(({ domain, dns }) => !dns || domain === dns.zone || domain.endsWith(`.${dns.zone}`), {
  path: ["dns", "zone"],
  error: encodeComplaint({ problem: "does not hold the domain", fix: "name the zone that domain belongs to" }),
});

/** A stack's settings as its config holds them. `pools` says how large each pool of the host is. */
export type SettingsInput = z.input<typeof settingsSchema>;
/** Settings with defaults: port 22, user root, no DNS records, the private networks as LAN, no single sign-on, the images of Caddy, Envoy and the LDAP outpost, no config secrets. */
export type Settings = z.output<typeof settingsSchema>;

/** Settings from a stack's config. Throws `Problems` with every complaint. */
export function parseSettings(input: unknown): Settings {
  const result = settingsSchema.safeParse(input);
  if (result.success) return result.data;
  throw new Problems(schemaProblems("config", result.error), "settings");
}
