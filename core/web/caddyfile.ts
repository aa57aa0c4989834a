import { caddySignOn, caddySignOnServer } from "./caddy-sign-on.ts";
import { secretPath } from "../service/names.ts";
import { type Issuer, type Service, type Web, webContainer } from "../service/service.ts";
import * as proxy from "../service/proxy.ts";
import { renderTemplate, type View } from "../text/template.ts";

/** The proxy's config: the same for every slot. */
export function caddyfile(service: Service, web: Web): string {
  return renderTemplate("caddy/Caddyfile", {
    service: service.name,
    hosts: web.hosts,
    port: web.port,
    drainSeconds: service.drainSeconds,
    adminSocket: proxy.ADMIN_SOCKET,
    tlsPort: proxy.TLS_PORT,
    healthPort: proxy.PROXY_HEALTH_PORT,
    healthPath: proxy.PROXY_HEALTH_PATH,
    readinessPath: proxy.READINESS_PATH,
    readiness: readiness(service, web),
    forwardAuth: caddySignOn(service.name, web),
    signOnServer: caddySignOnServer(web),
    ...certificates(web.issuer),
  });
}

/** The path that the ingress probes. With several slots, the application's health decides which of them get requests. */
export const ingressProbePath = (service: Service): string =>
  service.replicas > 1 ? proxy.READINESS_PATH : proxy.PROXY_HEALTH_PATH;

function certificates(issuer: Issuer | undefined): View {
  const caKey = secretPath(proxy.CA_KEY_SECRET);
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
