import contract from "../../contract/constants.json" with { type: "json" };
import { argument } from "../text/encode.ts";
import type { BundledFile } from "../text/bundle.ts";
import { renderTemplate } from "../text/template.ts";

const { envoy, paths } = contract;
/** Loopback port with Envoy's metrics and nothing else of its admin interface. */
export const INGRESS_METRICS_PORT = envoy.metricsPort;
/** The admin interface can stop Envoy, so only Envoy's account and root may connect. */
const ADMIN_SOCKET_MODE = 0o600;

/** The unit that runs Envoy on a host, and the part of its configuration that no service changes. */
export const ingressFiles = (host: string, image: string): BundledFile[] => [
  { path: envoy.bootstrapFile, content: bootstrap(host) },
  { path: envoy.unitFile, content: unit(image) },
];

const unit = (image: string): string =>
  renderTemplate("envoy/homelab-ingress.container", {
    image: argument(image),
    user: envoy.uid,
    name: envoy.container,
    toolkit: paths.toolkit,
    bootstrap: `${envoy.configInContainer}/${envoy.bootstrapFile}`,
    stateFolder: paths.ingress,
    stateInside: envoy.stateInContainer,
    configFolder: paths.ingressConfig,
    configInside: envoy.configInContainer,
    runtimeFolder: paths.ingressRuntime,
    runtimeInside: envoy.runtimeInContainer,
  });

const bootstrap = (host: string): string =>
  renderTemplate("envoy/bootstrap.json", {
    node: host,
    adminSocket: `${envoy.runtimeInContainer}/${envoy.adminSocket}`,
    adminSocketMode: ADMIN_SOCKET_MODE,
    metricsPort: INGRESS_METRICS_PORT,
    metricsPath: envoy.metricsPath,
    state: envoy.stateInContainer,
    listeners: `${envoy.stateInContainer}/current/lds.json`,
    clusters: `${envoy.stateInContainer}/current/cds.json`,
  });
