import type { SecretText } from "../text/secret-text.ts";
import { sortedBy } from "../text/sorted.ts";
import type { RecordTtl } from "../schema/dns/record-ttl.ts";
import type { Exposure } from "../schema/exposure.ts";
import type { Auth } from "./auth/kinds.ts";
import type { SignOn } from "./sign-on.ts";

/**
 * A service with all defaults: the checks have accepted it, and planning reads it.
 * Sizes are bytes, durations whole seconds, CPU a percentage of one core.
 */
export interface Service {
  readonly name: string;
  readonly uid: number;
  /** The home's domain, which templates may use. */
  readonly domain: string;
  readonly exposure: Exposure;
  /** Sorted by name, including those of the sign-in. */
  readonly needs: readonly Peer[];
  /** Services whose names its pods resolve without waiting for them; sorted by name. */
  readonly reaches: readonly Peer[];
  /** Undefined for a service without `web`: it has no sidecar, no route and no certificate. */
  readonly web: Web | undefined;
  readonly replicas: number;
  readonly update: UpdateStrategy;
  readonly drainSeconds: number;
  /** The containers of the definition, sorted by name. */
  readonly containers: readonly Container[];
  /** The pods: the state pod first, if a container stays, then one for each slot. */
  readonly pods: readonly Pod[];
  /** Sorted by key. */
  readonly data: readonly Dataset[];
  /** Sorted by name. */
  readonly secrets: readonly Secret[];
}

/** The container that answers requests; undefined without `web`, or if `web` names an unknown container. */
export const webContainer = ({ web, containers }: Service): Container | undefined =>
  containers.find(({ name }) => name === web?.container);

/** Whether the service has a state pod, which needs a separate network. */
export const hasState = ({ pods }: Service): boolean => pods.some(({ slot }) => slot === null);

/** The containers of all pods, each once, although it runs in every slot; sorted by name. */
export function runningContainers({ pods }: Service): Container[] {
  const byName = new Map(pods.flatMap(({ containers }) => containers.map((each) => [each.name, each])));
  return sortedBy([...byName.values()], ({ name }) => name);
}

/** A group of containers that share localhost and start and stop together. */
export interface Pod {
  readonly name: string;
  /** Null for the state pod, which keeps running while slots are replaced. */
  readonly slot: number | null;
  /** Sorted by name. */
  readonly containers: readonly Container[];
}

/** Another service that this one connects to. */
export interface Peer {
  readonly name: string;
  readonly uid: number;
  /** Its names, which pods resolve to their host. */
  readonly hosts: readonly string[];
}

/** The issuer of a service's certificates. */
export type Issuer =
  | { readonly kind: "own"; readonly caCertificate: string }
  | { readonly kind: "acme"; readonly email: string; readonly directory: string | undefined };

export type UpdateStrategy = "rolling" | "inPlace" | "recreate";

export interface Web {
  /** Labels below the domain, "@" for the domain itself. */
  readonly subdomains: readonly string[];
  /** Full host names in the same order; the first one is the service's own. */
  readonly hosts: readonly string[];
  readonly url: string;
  /** Port that the application listens on inside its pod. */
  readonly port: number;
  /** Name of the container that answers. */
  readonly container: string;
  /** True: behind the DNS provider's proxy. */
  readonly proxied: boolean;
  /** The issuer of its certificate; undefined if there is none. */
  readonly issuer: Issuer | undefined;
  /** TTL of its DNS records. Undefined: the TTL of the settings. */
  readonly ttl: RecordTtl | undefined;
  readonly auth: Auth;
  /** Groups whose members may use it; empty without a sign-in. */
  readonly access: readonly string[];
  readonly tile: Tile;
  /** The Authentik with which people sign in; undefined without a sign-in. */
  readonly signOn: SignOn | undefined;
  /** True: this service runs Authentik. */
  readonly servesSignOn: boolean;
}

/** A service's tile in Authentik's launcher. */
export interface Tile {
  readonly name: string;
  readonly icon: string | undefined;
  readonly group: string | undefined;
  readonly launchUrl: string;
}

/** The role of a container: the application, its TLS proxy, or its LDAP directory. */
export type ContainerRole = "application" | "proxy" | "directory";

export interface Container {
  readonly role: ContainerRole;
  readonly name: string;
  /** `registry/name` in Podman's form, with `:tag`, `@sha256:…` or both. */
  readonly image: string;
  readonly entrypoint: readonly string[] | undefined;
  readonly command: readonly string[];
  readonly user: number | undefined;
  /** Plain values only; sorted by name. */
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly secrets: readonly MountedSecret[];
  /** Sorted by path; templates are relative to `templates/services/`. */
  readonly files: readonly { readonly path: string; readonly template: string }[];
  /** Sorted by path. */
  readonly volumes: readonly Volume[];
  readonly memoryBytes: number;
  readonly cpuPercent: number;
  readonly health: Health;
  /** True: it is in the state pod, which keeps running while slots roll. */
  readonly stays: boolean;
  /** Folder inside the container with the host's scrape list. */
  readonly scrapeTargets: string | undefined;
  readonly stopSeconds: number;
  /** Runs inside of it before a deploy restarts something of the service. */
  readonly beforeDeploy: { readonly command: readonly string[]; readonly withinSeconds: number } | undefined;
}

export type MountedSecret =
  | { readonly secret: string; readonly type: "mount"; readonly target: string }
  | { readonly secret: string; readonly type: "env"; readonly target: string };

export interface Volume {
  readonly path: string;
  readonly data: string;
  /** Relative to the dataset; "" is the dataset itself. */
  readonly dir: string;
  /** User id inside the container. */
  readonly owner: number;
  readonly readOnly: boolean;
  /** True: several slots may write there at the same time. */
  readonly severalWriters: boolean;
}

export type Health = { readonly withinSeconds: number } & (
  | { readonly kind: "http"; readonly port: number; readonly path: string }
  | { readonly kind: "tcp"; readonly port: number }
  | { readonly kind: "command"; readonly command: readonly string[] }
);

export interface Dataset {
  readonly key: string;
  readonly pool: string;
  readonly quotaBytes: number;
  readonly preset: "default" | "postgres" | "media";
  /** When a failed deploy puts the data back. */
  readonly rollback: "never" | "recreate" | "auto";
}

export interface Secret {
  readonly name: string;
  readonly source: SecretSource;
  /** True: the definition declares it; false: it follows from `web`. */
  readonly declared: boolean;
}

export type SecretSource =
  | { readonly kind: "generated" }
  /** Key of the stack's config, without the project's prefix. */
  | { readonly kind: "config"; readonly key: string }
  /** Made of other secrets, whose values are met only where secrets are sent. */
  | { readonly kind: "template"; readonly text: SecretText }
  /** Generated for the service and shared with Authentik. */
  | { readonly kind: "client" };
