import contract from "../../contract/constants.json" with { type: "json" };
import type { Settings } from "../schema/settings.ts";
import { CONTAINER_DEFAULTS } from "./container-defaults.ts";
import type { Container, Web } from "./service.ts";

/** Name of the container that terminates TLS in every slot of a service with `web`. */
export const PROXY_CONTAINER = "caddy";
/** Ports inside a slot: TLS from the ingress, and plain HTTP for health checks and metrics. */
export const TLS_PORT = contract.caddy.tlsPort;
export const PROXY_HEALTH_PORT = contract.caddy.healthPort;
/** Health path of the proxy itself, and of the application through the proxy. */
export const PROXY_HEALTH_PATH = contract.caddy.healthPath;
export const READINESS_PATH = contract.caddy.readinessPath;
/** Unix socket inside the proxy's container with which the host reloads its config. */
export const ADMIN_SOCKET = contract.caddy.adminSocket;
/** The proxy's config folder inside the container, and its main file. */
export const CONFIG_FOLDER = contract.caddy.configFolder;
export const CONFIG_FILE = contract.caddy.configFile;
/** Podman secret with the key of the private CA, and its key in the stack's config. */
export const CA_KEY_SECRET = "tls-ca-key";
export const CA_KEY_CONFIG = "tlsCaKey";

const WITHIN_SECONDS = 120;
const MEMORY_BYTES = 128 * 1024 * 1024;

/** The Caddy container. Its limits are the same for all services, because it only passes bytes on. */
export function proxyContainer({ issuer }: Web, images: Settings["images"]): Container {
  return {
    ...CONTAINER_DEFAULTS,
    role: "proxy",
    name: PROXY_CONTAINER,
    image: images.caddy,
    entrypoint: ["caddy"],
    command: ["run", "--config", `${CONFIG_FOLDER}/${CONFIG_FILE}`, "--adapter", "caddyfile"],
    secrets: issuer?.kind === "own" ? [{ secret: CA_KEY_SECRET, type: "mount", target: CA_KEY_SECRET }] : [],
    memoryBytes: MEMORY_BYTES,
    cpuPercent: 100,
    health: { kind: "http", port: PROXY_HEALTH_PORT, path: PROXY_HEALTH_PATH, withinSeconds: WITHIN_SECONDS },
  };
}
