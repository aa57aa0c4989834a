import contract from "../../contract/constants.json" with { type: "json" };
import { ownAuthority } from "../service/certificate.ts";
import { certificateFolder, slotConfigFolder } from "../service/names.ts";
import type { Container, Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";

/** Name of the container that ends TLS in every slot of a service with `web`. */
export const SIDECAR = contract.caddy.container;
/** Ports inside a slot: TLS from the ingress, and plain HTTP for health checks and metrics. */
export const TLS_PORT = contract.caddy.tlsPort;
export const SIDECAR_HEALTH_PORT = contract.caddy.healthPort;
/** The sidecar's own health, and the application's as seen through the sidecar. */
export const SIDECAR_HEALTH_PATH = contract.caddy.healthPath;
export const READINESS_PATH = contract.caddy.readinessPath;
/** Unix socket inside the sidecar by which the host makes it read its config again. */
export const ADMIN_SOCKET = contract.caddy.adminSocket;
/** Where the sidecar sees its config, and the file that it starts from. */
export const CONFIG_FOLDER = contract.caddy.configFolder;
export const CONFIG_FILE = contract.caddy.configFile;
/** Podman secret with the key of the private CA, and its key in the stack's config. */
export const CA_KEY_SECRET = "tls-ca-key";
const CA_KEY_CONFIG = "tlsCaKey";

const WITHIN_SECONDS = 120;
const MEMORY_BYTES = 128 * 1024 * 1024;

/** The secret that a service has by reason of its certificates, beside those it declares. */
export const certificateSecrets = (service: Service, settings: Settings) =>
  service.web && ownAuthority(service, settings.tls) !== undefined
    ? [{ name: CA_KEY_SECRET, source: { kind: "config", key: CA_KEY_CONFIG } as const }]
    : [];

/** The Caddy container. Its memory and CPU are the same for all: it only passes bytes on. */
export function sidecar(service: Service, settings: Settings): Container {
  return {
    name: SIDECAR,
    image: settings.images.caddy,
    entrypoint: ["caddy"],
    command: ["run", "--config", `${CONFIG_FOLDER}/${CONFIG_FILE}`, "--adapter", "caddyfile"],
    user: undefined,
    env: [],
    secrets: certificateSecrets(service, settings).map(({ name }) => ({ secret: name, type: "mount", target: name })),
    files: [],
    volumes: [],
    memoryBytes: MEMORY_BYTES,
    cpuPercent: 100,
    health: { kind: "http", port: SIDECAR_HEALTH_PORT, path: SIDECAR_HEALTH_PATH, withinSeconds: WITHIN_SECONDS },
    stays: false,
    scrapeTargets: undefined,
    stopSeconds: 5,
  };
}

/**
 * Folders of the host that the sidecar sees. Its config is mounted as a folder, because a file mount keeps
 * showing the old file after a rename; certificates are shared by all slots.
 */
export const sidecarFolders = (service: Service, pod: string) => [
  { source: slotConfigFolder(service.name, pod, SIDECAR), target: CONFIG_FOLDER, readOnly: true },
  { source: certificateFolder(service.name), target: "/data", readOnly: false },
];
