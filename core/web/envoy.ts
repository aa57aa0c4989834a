import { argument } from "../text/encode.ts";
import type { BundledFile } from "../text/bundle.ts";
import { renderTemplate } from "../text/template.ts";

/** Account and group of the ingress on every host, below the numbers of services. */
const INGRESS_UID = 1999;
/** Loopback port that shows Envoy's metrics and nothing else of its admin interface. */
export const INGRESS_METRICS_PORT = 9901;
const ADMIN_SOCKET = "/run/envoy/admin.sock";
/** The admin interface can stop Envoy, so only its own account and root may connect. */
const ADMIN_SOCKET_MODE = 0o600;

/** The unit that runs Envoy on a host, and the part of its configuration that no service changes. */
export const ingressFiles = (host: string, image: string): BundledFile[] => [
  { path: "bootstrap.json", content: bootstrap(host) },
  { path: "homelab-ingress.container", content: unit(image) },
];

const unit = (image: string): string =>
  renderTemplate("envoy/homelab-ingress.container", { image: argument(image), user: INGRESS_UID });

const bootstrap = (host: string): string =>
  renderTemplate("envoy/bootstrap.json", {
    node: host,
    adminSocket: ADMIN_SOCKET,
    adminSocketMode: ADMIN_SOCKET_MODE,
    metricsPort: INGRESS_METRICS_PORT,
  });
