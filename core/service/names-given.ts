import { nearestName } from "../problems/nearest-name.ts";
import type { AuthContexts } from "../schema/auth/kinds.ts";
import type { EnvContext } from "../schema/env-context.ts";
import type { View } from "../text/template.ts";
import { SIGN_IN_KINDS, signInKind, signInOf, SSO_KINDS, type SsoKind } from "./auth/kinds.ts";
import { HOST_LOOPBACK, STATE_HOST } from "./names.ts";
import type { Web } from "./service.ts";

/** The values from which the names of `env` functions and templates are derived. */
export interface NameScope {
  readonly service: string;
  readonly domain: string;
  readonly web: Web | undefined;
  /** Whether a container of the service stays. */
  readonly hasState: boolean;
  /** Whether a container of the service has a scrape list. */
  readonly scrapes: boolean;
}

export const nameScope = ({
  name,
  domain,
  web,
  containers,
}: {
  readonly name: string;
  readonly domain: string;
  readonly web: Web | undefined;
  readonly containers: readonly {
    readonly stays?: boolean | undefined;
    readonly scrapeTargets?: string | undefined;
  }[];
}): NameScope => ({
  service: name,
  domain,
  web,
  hasState: containers.some(({ stays }) => stays === true),
  scrapes: containers.some(({ scrapeTargets }) => scrapeTargets !== undefined),
});

/** A name that a definition uses but does not have. The message is the problem, `fix` what to do. */
export class NameError extends Error {
  override readonly name = "NameError";
  readonly fix: string;

  constructor(problem: string, fix: string) {
    super(problem);
    this.fix = fix;
  }
}

type Names = { readonly [Name in keyof EnvContext]: EnvContext[Name] | NameError };

/** Every name with its value, or with the reason why this service does not have it. */
function namesOf({ service, domain, web, hasState, scrapes }: NameScope): Names {
  const ofWeb = <T>(name: string, value: (web: Web) => T): T | NameError =>
    web ? value(web) : new NameError(`uses ${name} of a service without web`, `add web: { … }, or leave ${name} out`);
  return {
    service,
    domain,
    state: hasState
      ? STATE_HOST
      : new NameError("uses state, but no container stays", "write stays: true in the intended container"),
    hostLoopback: scrapes
      ? HOST_LOOPBACK
      : new NameError("uses hostLoopback, but no container has scrapeTargets", "leave it out, or add scrapeTargets"),
    url: ofWeb("url", ({ url }) => url),
    host: ofWeb("host", ({ hosts: [first = ""] }) => first),
    hosts: ofWeb("hosts", ({ hosts }) => Object.freeze([...hosts])),
    port: ofWeb("port", ({ port }) => port),
    ...signInNames(service, web),
  };
}

/** The names of each kind of sign-in, under the kind's name. */
function signInNames(service: string, web: Web | undefined): Pick<Names, keyof AuthContexts> {
  const signIn = signInOf(service, web);
  const named = (kind: SsoKind) =>
    signIn?.auth.kind === kind
      ? strict(`${kind}.`, { ...signInKind(kind).context?.(signIn) })
      : new NameError(`uses ${kind} of a service without auth: { ${kind} }`, `leave ${kind} out, or change auth`);
  const kinds = SSO_KINDS.filter((kind) => SIGN_IN_KINDS[kind].context);
  return Object.fromEntries(kinds.map((kind) => [kind, named(kind)])) as Pick<Names, keyof AuthContexts>;
}

/** The names for an `env` function. A name that the service does not have throws a NameError. */
export const envContext = (scope: NameScope): EnvContext => strict("", namesOf(scope)) as EnvContext;

/** The names for templates. */
export function templateNames(scope: NameScope): View {
  const known = Object.entries(namesOf(scope)).filter(([, value]) => !(value instanceof NameError));
  return Object.fromEntries(known.map(([name, value]) => [name, forTemplate(value)])) as View;
}

/** A path that is not always there is a list, because a template cannot test whether a value exists. */
const forTemplate = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "caFile" in value
    ? { ...value, caFile: value.caFile === undefined ? [] : [value.caFile] }
    : value;

/** An object that throws for an unknown name, and for a known name whose value is an error. */
function strict<Known extends object>(prefix: string, names: Known): Known {
  return new Proxy(Object.freeze(names), {
    get(target, key, receiver): unknown {
      const value: unknown = Reflect.get(target, key, receiver);
      if (value instanceof NameError) throw value;
      if (typeof key === "symbol" || Object.hasOwn(target, key)) return value;
      const known = Object.keys(target);
      const near = nearestName(key, known);
      const fix = near === undefined ? `use one of ${known.join(", ")}` : `did you mean ${prefix}${near}?`;
      throw new NameError(`there is no name ${prefix}${key}`, fix);
    },
  });
}
