import { CLIENT_SECRET, LDAP_PASSWORD, LDAP_TOKEN, type AuthKind, type SignOn } from "./auth.ts";
import { byName } from "../text/sorted.ts";
import { containerDefaults } from "./container-defaults.ts";
import { configSecretKey } from "./names.ts";
import type { Problem } from "../problems/problem.ts";
import type { ParsedSpec } from "../schema/service.ts";
import type { SecretTemplate } from "../schema/secret-refs.ts";
import type { Container, Dataset, Secret, SecretSource, Service, Web } from "./service.ts";
import { webDefaults } from "./web-defaults.ts";

const DRAIN_SECONDS = 30;

/** A service with every default applied, and what was found wrong on the way. With problems it must not be planned. */
export interface Normalised {
  readonly service: Service;
  readonly problems: readonly Problem[];
}

/** Fills in what a definition leaves out; nothing later asks whether a field was given. */
export function withDefaults(name: string, spec: ParsedSpec, domain: string, signOn: SignOn): Normalised {
  const web = webDefaults(name, spec, domain, signOn);
  const replicas = spec.replicas ?? 1;
  const containers = byName(Object.entries(spec.containers)).map(([key, container]) =>
    containerDefaults({ service: name, domain, web, name: key }, container),
  );
  const service: Service = {
    name,
    uid: spec.uid,
    // They are other services' names and numbers, so they come when all services are known.
    needs: [],
    exposure: spec.exposure ?? (web ? "private" : "local"),
    web,
    replicas,
    update: spec.update ?? (replicas > 1 ? "rolling" : "inPlace"),
    drainSeconds: spec.drain ?? DRAIN_SECONDS,
    containers: containers.map(({ container }): Container => container),
    data: byName(Object.entries(spec.data ?? {})).map(([key, { pool, quota, preset = "default" }]): Dataset => {
      return { key, pool, quotaBytes: quota, preset };
    }),
    secrets: secretDefaults(name, spec, web),
  };
  return { service, problems: containers.flatMap(({ problems }) => problems) };
}

/** What a service and Authentik both know, by the way its people sign on. */
const SHARED: Readonly<Record<AuthKind, readonly string[]>> = {
  oidc: [CLIENT_SECRET],
  ldap: [LDAP_TOKEN, LDAP_PASSWORD],
  forwardAuth: [],
  none: [],
};

/** Those of the definition, sorted, and those that it shares with the sign-on. */
function secretDefaults(service: string, { secrets = {} }: ParsedSpec, web: Web | undefined): Secret[] {
  const own = byName(Object.entries(secrets)).map(([name, source]): Secret => {
    return { name, source: secretSource(service, name, source) };
  });
  return [...own, ...SHARED[web?.auth.kind ?? "none"].map((name): Secret => ({ name, source: { kind: "client" } }))];
}

function secretSource(service: string, name: string, source: "generated" | "config" | SecretTemplate): SecretSource {
  if (source === "generated") return { kind: "generated" };
  if (source === "config") return { kind: "config", key: configSecretKey(service, name) };
  return { kind: "template", text: source.text };
}
