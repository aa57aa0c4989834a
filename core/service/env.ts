import { byName, sortedBy } from "../text/sorted.ts";
import { ldapContext } from "./ldap.ts";
import { HOST_LOOPBACK, secretPath, STATE_HOST } from "./names.ts";
import { oidcContext } from "./oidc-context.ts";
import type { Problem } from "../problems/problem.ts";
import { thrownText } from "../problems/quoted.ts";
import { readBy } from "../problems/schema-problems.ts";
import { envSchema, type EnvValues, type ParsedContainer } from "../schema/service.ts";
import type { EnvContext } from "../schema/env-context.ts";
import { isSecretRef } from "../schema/secret-refs.ts";
import type { Container, MountedSecret, Web } from "./service.ts";

/** The values from which the context of an `env` function is derived. */
export interface EnvScope {
  readonly service: string;
  readonly domain: string;
  readonly web: Web | undefined;
}

interface Env {
  readonly values: Container["env"];
  readonly secrets: readonly MountedSecret[];
  readonly problems: readonly Problem[];
}

/** A container's environment, and all secrets of the container, each once. */
export function envOf(scope: EnvScope, { env = {}, secrets = [] }: ParsedContainer, where: string): Env {
  const called = typeof env === "function" ? callEnv(scope, env, `${where}.env`) : { values: env, problems: [] };
  const values: [name: string, value: string][] = [];
  const mounted = new Map<string, MountedSecret>(secrets.map((name) => [name, asFile(name)]));
  for (const [name, value] of byName(Object.entries(called.values))) {
    if (!isSecretRef(value)) {
      values.push([name, String(value)]);
    } else if (value.kind === "secret-env") {
      mounted.set(`env ${name}`, { secret: value.secret, type: "env", target: name });
    } else {
      mounted.set(value.secret, asFile(value.secret));
      values.push([name, secretPath(value.secret)]);
    }
  }
  const sorted = sortedBy([...mounted.values()], sortKey);
  return { values, secrets: sorted, problems: called.problems };
}

const asFile = (name: string): MountedSecret => ({ secret: name, type: "mount", target: name });
const sortKey = ({ secret, type, target }: MountedSecret): string => `${secret} ${type} ${target}`;

/** The function is code of the definition: an exception is a problem of the definition and not a bug of the program. */
function callEnv(
  scope: EnvScope,
  env: (context: EnvContext) => EnvValues,
  where: string,
): { values: EnvValues; problems: readonly Problem[] } {
  try {
    const result = readBy(envSchema, env(contextOf(scope)), where);
    return "data" in result ? { values: result.data, problems: [] } : { values: {}, problems: result.problems };
  } catch (error) {
    return {
      values: {},
      problems: [{ where, problem: thrownText(error), fix: "use only names that the service has" }],
    };
  }
}

function contextOf({ service, domain, web }: EnvScope): EnvContext {
  const known = (): Web => {
    if (web) return web;
    throw new Error("uses url, host, hosts, port, oidc or ldap of a service without `web`");
  };
  return {
    service,
    domain,
    state: STATE_HOST,
    hostLoopback: HOST_LOOPBACK,
    get url() {
      return known().url;
    },
    get host() {
      return known().hosts[0] ?? "";
    },
    get hosts() {
      return known().hosts;
    },
    get port() {
      return known().port;
    },
    get oidc() {
      return oidcContext(service, known());
    },
    get ldap() {
      return ldapContext(service, known());
    },
  };
}
