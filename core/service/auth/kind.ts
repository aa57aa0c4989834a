import type { Problem } from "../../problems/problem.ts";
import type { AuthContexts, AuthSpecOf } from "../../schema/auth/kinds.ts";
import type { Settings } from "../../schema/settings.ts";
import type { Container, Service, Web } from "../service.ts";
import type { SignOn } from "../sign-on.ts";
import type { AuthOf, ProviderPlanOf, SmokeAuthOf, SsoKind } from "./kinds.ts";

/** How people sign in to one service. */
export interface SignIn<Kind extends SsoKind> {
  /** The service's name. */
  readonly service: string;
  readonly web: Web;
  readonly auth: AuthOf<Kind>;
  readonly signOn: SignOn;
}

/** A secret that a service shares with Authentik. */
export interface SharedSecret {
  /** What it is, for messages: such as "password". */
  readonly what: string;
  /** The resource that generates it is called `<service>-<resource>`. */
  readonly resource: string;
}

/** A container that the program adds to each slot. */
export interface Sidecar<Kind extends SsoKind> {
  /** What it is, for messages. */
  readonly what: string;
  /** Ports of the pod that it uses. */
  readonly ports: readonly number[];
  readonly container: (signIn: SignIn<Kind>, images: Settings["images"]) => Container;
}

/** Settings of a provider that are not the service's own. */
export interface ProviderSettings {
  readonly domain: string;
  /** Seconds until a person has to sign in again. */
  readonly sessionSeconds: number;
}

/**
 * Everything that one kind of sign-in decides, except what a person writes (`core/schema/auth/`), its resources
 * (`components/authentik/kinds/`) and its test on the host (`toolkit/smoke/kinds/`).
 */
export type SignInKind<Kind extends SsoKind> = Decisions<Kind> & Context<Kind>;

interface Decisions<Kind extends SsoKind> {
  /** What people meet, for notices. */
  readonly words: string;
  /** What a definition means, with all defaults. */
  readonly withDefaults: (written: AuthSpecOf<Kind>, domain: string) => AuthOf<Kind>;
  /** Problems of one service; places begin after its name. */
  readonly problems?: (service: Service, signIn: SignIn<Kind>) => Problem[];
  /** Problems that only show in all services of this kind together. */
  readonly problemsTogether?: (signIns: readonly SignIn<Kind>[]) => Problem[];
  /** Secrets that the service shares with Authentik, by the name of the Podman secret. */
  readonly secrets: Readonly<Record<string, SharedSecret>>;
  readonly sidecar?: Sidecar<Kind>;
  /** Whether a container connects to Authentik, so that it has to trust the CA of Authentik's certificate. */
  readonly connects?: (container: Container) => boolean;
  /** The service's provider in Authentik. */
  readonly provider: (signIn: SignIn<Kind>, settings: ProviderSettings) => ProviderPlanOf<Kind>;
  /** The provider's resource type, and the list of Authentik's API with all providers of this type. */
  readonly providerType: { readonly resource: string; readonly list: string };
  /** Whether Authentik has to know each of the service's names by an application of its own. */
  readonly applicationForEachName?: (auth: AuthOf<Kind>) => boolean;
  /** Names of rights within the application. */
  readonly entitlements?: (auth: AuthOf<Kind>) => readonly string[];
  /** Where Authentik is asked before each request: patterns of the paths that are open without it. */
  readonly openPaths?: (auth: AuthOf<Kind>) => readonly string[];
  /** What the smoke test expects. */
  readonly smoke: (signIn: SignIn<Kind>) => SmokeAuthOf<Kind>;
}

/** What an `env` function reads under the kind's name; required of the kinds that `AuthContexts` names. */
type Context<Kind extends SsoKind> = [Kind] extends [keyof AuthContexts]
  ? { readonly context: (signIn: SignIn<Kind>) => AuthContexts[Kind] }
  : { readonly context?: (signIn: SignIn<Kind>) => object };
