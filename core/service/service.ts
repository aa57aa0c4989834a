import { sortedBy } from "../text/sorted.ts";
import type { Auth, SignOn, Tile } from "./auth.ts";

/**
 * A service with every default applied: what the checks have accepted and what planning reads.
 * Sizes are bytes, durations whole seconds, CPU a percentage of one core.
 */
export interface Service {
  readonly name: string;
  readonly uid: number;
  /** The home's own, which its templates may name. */
  readonly domain: string;
  readonly exposure: Exposure;
  /** Sorted by name; those of the sign-on included. */
  readonly needs: readonly Need[];
  /** Undefined for a service that answers no HTTP: it gets no sidecar, no route, no certificate. */
  readonly web: Web | undefined;
  readonly replicas: number;
  readonly update: UpdateStrategy;
  readonly drainSeconds: number;
  /** Those of the definition, sorted by name. */
  readonly containers: readonly Container[];
  /** What runs: the state pod first, when a container stays, then one for each slot. */
  readonly pods: readonly Pod[];
  /** Sorted by key. */
  readonly data: readonly Dataset[];
  /** Sorted by name. */
  readonly secrets: readonly Secret[];
}

/** The container that answers requests; undefined without `web`, or when `web` names none that there is. */
export const webContainer = ({ web, containers }: Service): Container | undefined =>
  containers.find(({ name }) => name === web?.container);

/** Whether slots reach a state pod, which takes a network of their own. */
export const hasState = ({ pods }: Service): boolean => pods.some(({ slot }) => slot === null);

/** The containers of all pods, each once though it runs in every slot; sorted by name. */
export function runningContainers({ pods }: Service): Container[] {
  const byName = new Map(pods.flatMap(({ containers }) => containers.map((each) => [each.name, each])));
  return sortedBy([...byName.values()], ({ name }) => name);
}

/** A group of containers that share localhost and come and go together. */
export interface Pod {
  readonly name: string;
  /** Null for the state pod, which keeps running while slots are replaced. */
  readonly slot: number | null;
  /** Sorted by name. */
  readonly containers: readonly Container[];
}

/** Another service of this program that has to be there first. */
export interface Need {
  readonly name: string;
  readonly uid: number;
  /** Its names: pods find them at their own host. */
  readonly hosts: readonly string[];
}

/** Who may reach a service: everybody · only the home's networks · nobody from outside its pods. */
export type Exposure = "public" | "private" | "local";

/** Who signs a service's certificates. */
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
  /** True: Cloudflare stands in front of it. */
  readonly proxied: boolean;
  /** Who signs the certificate for its names; undefined when nobody can. */
  readonly issuer: Issuer | undefined;
  /** Lifetime of its DNS records; 1: automatic. Undefined: as the settings say. */
  readonly ttlSeconds: number | undefined;
  readonly auth: Auth;
  /** Groups whose members may use it; empty where nobody signs on. */
  readonly access: readonly string[];
  readonly tile: Tile;
  /** Where its people sign on; undefined where nobody does. */
  readonly signOn: SignOn | undefined;
  /** True: it is itself where people sign on. */
  readonly servesSignOn: boolean;
}

/** What a container is for: the service's own program, the way in to it, the directory that it asks for people. */
export type ContainerRole = "application" | "proxy" | "directory";

export interface Container {
  readonly role: ContainerRole;
  readonly name: string;
  /** `registry/name:tag`, optionally with `@sha256:…`. */
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
  /** True: it lives in the state pod and stays put while slots roll. */
  readonly stays: boolean;
  /** Folder inside the container that shows the host's scrape list. */
  readonly scrapeTargets: string | undefined;
  readonly stopSeconds: number;
}

export type MountedSecret =
  | { readonly secret: string; readonly type: "mount"; readonly target: string }
  | { readonly secret: string; readonly type: "env"; readonly target: string };

export interface Volume {
  readonly path: string;
  readonly data: string;
  /** Relative to the dataset; "" is the dataset itself. */
  readonly dir: string;
  /** User id as the container sees it. */
  readonly owner: number;
  readonly readOnly: boolean;
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
}

export interface Secret {
  readonly name: string;
  readonly source: SecretSource;
  /** True: the definition names it; false: it follows from the way in. */
  readonly declared: boolean;
}

export type SecretSource =
  | { readonly kind: "generated" }
  /** Key of the stack's config, without the project's prefix. */
  | { readonly kind: "config"; readonly key: string }
  /** Text with `{other-secret}` in it, resolved only where secrets are sent. */
  | { readonly kind: "template"; readonly text: string }
  /** Made for the service and known to Authentik as well. */
  | { readonly kind: "client" };
