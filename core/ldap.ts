import { LDAP_PASSWORD, LDAP_TOKEN, SIGN_ON_CA_PATH } from "./auth.ts";
import { secretPath } from "./names.ts";
import { secret, type SecretRef } from "./secret-refs.ts";
import type { Container, Service, Web } from "./service.ts";
import type { Settings } from "./settings.ts";

/** Name of the container that speaks LDAP in every slot of a service with `auth: { ldap }`. */
export const LDAP_CONTAINER = "ldap";
/** Ports inside a slot: LDAP, LDAP over TLS, and the outpost's own health and metrics. All on the pod's loopback. */
export const LDAP_PORTS = { ldap: 3389, ldaps: 6636, health: 9300 } as const;

/** The directory beside an application, and the account by which it looks people up. */
export interface LdapContext {
  /** `ldap://127.0.0.1:3389`: without TLS, since nothing leaves the pod. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** `dc=example,dc=org`. */
  readonly baseDn: string;
  /** Where people are: `cn=<user name>,ou=users,…`. */
  readonly usersDn: string;
  /** Where groups are: `cn=<group>,ou=groups,…`. */
  readonly groupsDn: string;
  /** The account's own name. */
  readonly bindDn: string;
  /** The file with its password: the container that names it gets it. */
  readonly passwordFile: SecretRef;
}

const HOST = "127.0.0.1";
/** Its first answer waits for Authentik, which may be starting itself after a boot. */
const WITHIN_SECONDS = 300;
const MEMORY_BYTES = 256 * 1024 * 1024;

/** The account in Authentik by which a service's application looks people up. */
export const ldapAccount = (service: string): string => `ldap-${service}`;

/** Names below a base DN, as Authentik's outpost has them. */
export const ldapNames = (service: string, baseDn: string) => ({
  baseDn,
  usersDn: `ou=users,${baseDn}`,
  groupsDn: `ou=groups,${baseDn}`,
  bindDn: `cn=${ldapAccount(service)},ou=users,${baseDn}`,
});

/** What an application and its templates are told about the directory in its own pod. */
const directory = (service: string, baseDn: string) => ({
  url: `ldap://${HOST}:${LDAP_PORTS.ldap}`,
  host: HOST,
  port: LDAP_PORTS.ldap,
  ...ldapNames(service, baseDn),
});

/**
 * The directory as `env` knows it.
 * @throws Error for a service that does not sign people on by LDAP.
 */
export function ldapContext(service: string, { auth }: Web): LdapContext {
  if (auth.kind !== "ldap") throw new Error("asks for ldap of a service without `auth: { ldap }`");
  return { ...directory(service, auth.baseDn), passwordFile: secret.file(LDAP_PASSWORD) };
}

/** The directory as templates know it; nothing for other ways of signing on. */
export const ldapView = (service: string, { auth }: Web) =>
  auth.kind === "ldap" ? { ldap: { ...directory(service, auth.baseDn), passwordFile: secretPath(LDAP_PASSWORD) } } : {};

/** Authentik's outpost beside the application, which reaches it within the pod and nobody else does. */
export function ldapSidecar({ web }: Service, settings: Settings): Container[] {
  if (web?.auth.kind !== "ldap" || !web.signOn) return [];
  const { url, ca } = web.signOn;
  const env = {
    AUTHENTIK_HOST: url,
    AUTHENTIK_INSECURE: "false",
    AUTHENTIK_LISTEN__LDAP: `${HOST}:${LDAP_PORTS.ldap}`,
    AUTHENTIK_LISTEN__LDAPS: `${HOST}:${LDAP_PORTS.ldaps}`,
    AUTHENTIK_LISTEN__METRICS: `${HOST}:${LDAP_PORTS.health}`,
    AUTHENTIK_TOKEN: `file://${secretPath(LDAP_TOKEN)}`,
    ...(ca === undefined ? {} : { SSL_CERT_FILE: SIGN_ON_CA_PATH }),
  };
  return [
    {
      name: LDAP_CONTAINER,
      image: settings.images.ldap,
      entrypoint: undefined,
      command: [],
      user: undefined,
      env: Object.entries(env),
      // The password is for the smoke test, which binds from here.
      secrets: [LDAP_TOKEN, LDAP_PASSWORD].map((name) => ({ secret: name, type: "mount", target: name })),
      files: [],
      volumes: [],
      memoryBytes: MEMORY_BYTES,
      cpuPercent: 100,
      health: {
        kind: "http",
        port: LDAP_PORTS.health,
        path: "/outpost.goauthentik.io/ping",
        withinSeconds: WITHIN_SECONDS,
      },
      stays: false,
      scrapeTargets: undefined,
      stopSeconds: 5,
    },
  ];
}
