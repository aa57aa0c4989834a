import { caddySignOn, caddySignOnServer } from "./caddy-sign-on.ts";
import { type Issuer, issuerOf } from "../service/certificate.ts";
import { secretPath } from "../service/names.ts";
import { type Service, type Web, webContainer } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";
import * as sidecar from "../units/caddy-sidecar.ts";
import { renderTemplate, type View } from "../text/template.ts";

/** The sidecar's config: the same for every slot. */
export function caddyfile(service: Service, web: Web, settings: Settings): string {
  return renderTemplate("caddy/Caddyfile", {
    service: service.name,
    hosts: web.hosts,
    port: web.port,
    adminSocket: sidecar.ADMIN_SOCKET,
    tlsPort: sidecar.TLS_PORT,
    healthPort: sidecar.SIDECAR_HEALTH_PORT,
    healthPath: sidecar.SIDECAR_HEALTH_PATH,
    readinessPath: sidecar.READINESS_PATH,
    readiness: readiness(service, web),
    forwardAuth: caddySignOn(web),
    signOnServer: caddySignOnServer(web),
    ...certificates(issuerOf(service, settings.tls)),
  });
}

/** Path that the ingress probes: with several slots the application decides which of them get traffic. */
export const healthPath = (service: Service): string =>
  service.replicas > 1 ? sidecar.READINESS_PATH : sidecar.SIDECAR_HEALTH_PATH;

function certificates(issuer: Issuer | undefined): View {
  const caKey = secretPath(sidecar.CA_KEY_SECRET);
  if (issuer?.kind !== "acme") return { internal: true, caKey, acme: [] };
  const directory = issuer.directory === undefined ? [] : [issuer.directory];
  return { internal: false, caKey, acme: [{ email: issuer.email, directory }] };
}

function readiness(service: Service, web: Web): View[] {
  const health = webContainer(service)?.health;
  if (health?.kind !== "http" && service.replicas === 1) return [];
  if (health?.kind !== "http") throw new Error(`${service.name} has several slots and no readiness by HTTP`);
  return [{ path: health.path, port: health.port, host: web.hosts[0] ?? "" }];
}
