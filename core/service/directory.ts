import type { Settings } from "../schema/settings.ts";
import { LDAP_PASSWORD, LDAP_TOKEN, OUTPOST_PATH, SIGN_ON_CA_PATH } from "./auth.ts";
import { CONTAINER_DEFAULTS } from "./container-defaults.ts";
import { LDAP_CONTAINER, LDAP_HOST, LDAP_PORTS } from "./ldap.ts";
import { secretPath } from "./names.ts";
import type { Container, Web } from "./service.ts";

/** Its first response waits for Authentik, which may be starting too after a boot. */
const WITHIN_SECONDS = 300;
const MEMORY_BYTES = 256 * 1024 * 1024;

/** Authentik's LDAP outpost beside the application, reachable inside the pod only; undefined without LDAP. */
export function directoryContainer({ auth, signOn }: Web, images: Settings["images"]): Container | undefined {
  if (auth.kind !== "ldap" || !signOn) return undefined;
  const env = {
    AUTHENTIK_HOST: signOn.url,
    AUTHENTIK_INSECURE: "false",
    AUTHENTIK_LISTEN__LDAP: `${LDAP_HOST}:${LDAP_PORTS.ldap}`,
    AUTHENTIK_LISTEN__LDAPS: `${LDAP_HOST}:${LDAP_PORTS.ldaps}`,
    AUTHENTIK_LISTEN__METRICS: `${LDAP_HOST}:${LDAP_PORTS.health}`,
    AUTHENTIK_TOKEN: `file://${secretPath(LDAP_TOKEN)}`,
    ...(signOn.ca === undefined ? {} : { SSL_CERT_FILE: SIGN_ON_CA_PATH }),
  };
  return {
    ...CONTAINER_DEFAULTS,
    role: "directory",
    name: LDAP_CONTAINER,
    image: images.ldap,
    env: Object.entries(env),
    // The smoke test needs the password, because it binds from this container.
    secrets: [LDAP_TOKEN, LDAP_PASSWORD].map((name) => ({ secret: name, type: "mount", target: name })),
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
