import type { Settings } from "../schema/settings.ts";
import { LDAP_PASSWORD, LDAP_TOKEN, OUTPOST_PATH, SIGN_ON_CA_PATH } from "../service/auth.ts";
import { LDAP_CONTAINER, LDAP_HOST, LDAP_PORTS } from "../service/ldap.ts";
import { secretPath } from "../service/names.ts";
import type { Container, Service } from "../service/service.ts";

/** Its first answer waits for Authentik, which may be starting itself after a boot. */
const WITHIN_SECONDS = 300;
const MEMORY_BYTES = 256 * 1024 * 1024;

/** Authentik's outpost beside the application, which reaches it within the pod and nobody else does. */
export function ldapSidecar({ web }: Service, settings: Settings): Container[] {
  if (web?.auth.kind !== "ldap" || !web.signOn) return [];
  const { url, ca } = web.signOn;
  const env = {
    AUTHENTIK_HOST: url,
    AUTHENTIK_INSECURE: "false",
    AUTHENTIK_LISTEN__LDAP: `${LDAP_HOST}:${LDAP_PORTS.ldap}`,
    AUTHENTIK_LISTEN__LDAPS: `${LDAP_HOST}:${LDAP_PORTS.ldaps}`,
    AUTHENTIK_LISTEN__METRICS: `${LDAP_HOST}:${LDAP_PORTS.health}`,
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
        path: `${OUTPOST_PATH}/ping`,
        withinSeconds: WITHIN_SECONDS,
      },
      stays: false,
      scrapeTargets: undefined,
      stopSeconds: 5,
    },
  ];
}
