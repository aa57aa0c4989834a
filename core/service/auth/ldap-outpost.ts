import contract from "../../../contract/constants.json" with { type: "json" };
import { CONTAINER_DEFAULTS } from "../container-defaults.ts";
import { secretPath } from "../names.ts";
import type { Container } from "../service.ts";
import { OUTPOST_PATH, SIGN_ON_CA_PATH, type SignOn } from "../sign-on.ts";

/** Name of the outpost's container in every slot. */
export const LDAP_CONTAINER = contract.ldap.container;
/** Ports inside a slot: LDAP, LDAP over TLS, and the outpost's own health and metrics. All on the pod's loopback. */
export const LDAP_PORTS = {
  ldap: contract.ldap.ldapPort,
  ldaps: contract.ldap.ldapsPort,
  health: contract.ldap.healthPort,
} as const;

/** The directory listens on its pod's loopback. */
export const LDAP_HOST = "127.0.0.1";

/** Its first response waits for Authentik, which may be starting too after a boot. */
const WITHIN_SECONDS = 300;
const MEMORY_BYTES = 256 * 1024 * 1024;

/** Secrets that the outpost has as files: its token, and others. */
interface OutpostSecrets {
  readonly token: string;
  readonly others: readonly string[];
}

/** Authentik's LDAP outpost beside the application, reachable inside the pod only. */
export function outpostContainer(signOn: SignOn, image: string, { token, others }: OutpostSecrets): Container {
  const env = {
    AUTHENTIK_HOST: signOn.url,
    AUTHENTIK_INSECURE: "false",
    AUTHENTIK_LISTEN__LDAP: `${LDAP_HOST}:${LDAP_PORTS.ldap}`,
    AUTHENTIK_LISTEN__LDAPS: `${LDAP_HOST}:${LDAP_PORTS.ldaps}`,
    AUTHENTIK_LISTEN__METRICS: `${LDAP_HOST}:${LDAP_PORTS.health}`,
    AUTHENTIK_TOKEN: `file://${secretPath(token)}`,
    ...(signOn.ca === undefined ? {} : { SSL_CERT_FILE: SIGN_ON_CA_PATH }),
  };
  return {
    ...CONTAINER_DEFAULTS,
    role: "directory",
    name: LDAP_CONTAINER,
    image,
    env: Object.entries(env),
    secrets: [token, ...others].map((name) => ({ secret: name, type: "mount", target: name })),
    memoryBytes: MEMORY_BYTES,
    cpuPercent: 100,
    health: {
      kind: "http",
      port: LDAP_PORTS.health,
      path: `${OUTPOST_PATH}/ping`,
      withinSeconds: WITHIN_SECONDS,
    },
  };
}
