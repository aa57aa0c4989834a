import type { Problem } from "../../problems/problem.ts";
import type { LdapContext } from "../../schema/auth/ldap.ts";
import { secret } from "../../schema/secret-refs.ts";
import { secretPath } from "../names.ts";
import type { Service } from "../service.ts";
import { groupKey } from "../sign-on.ts";
import type { SignIn, SignInKind } from "./kind.ts";
import { LDAP_CONTAINER, LDAP_HOST, LDAP_PORTS, outpostContainer } from "./ldap-outpost.ts";

/** The application uses a directory in its own pod. Below `baseDn`, people are in `ou=users` and groups in `ou=groups`. */
export interface Ldap {
  readonly kind: "ldap";
  readonly baseDn: string;
}

/** Its provider in Authentik. */
export interface LdapProviderPlan {
  readonly kind: "ldap";
  readonly name: string;
  readonly baseDn: string;
  /** The account with which the application searches the directory; its role and group have the same name. */
  readonly account: string;
  readonly outpost: string;
}

/**
 * The directory in the pod has to reject an anonymous bind and to accept the application's account. The password is a
 * file in the container and not part of any spec.
 */
export interface LdapSmoke {
  readonly kind: "ldap";
  readonly container: string;
  readonly port: number;
  readonly bindDn: string;
  readonly passwordFile: string;
}

/** Podman secret with the password of the account with which a service searches its directory. */
export const LDAP_PASSWORD = "ldap-password";
/** Podman secret with which a service's own outpost signs in to Authentik. */
export const LDAP_TOKEN = "ldap-outpost-token";

/** The account in Authentik with which a service's application searches the directory. */
const accountOf = (service: string): string => `ldap-${service}`;

export const ldap: SignInKind<"ldap"> = {
  words: "the application asks for a password (LDAP)",
  withDefaults: ({ baseDn }, domain) => ({ kind: "ldap", baseDn: baseDn ?? domainDn(domain) }),
  problems,
  secrets: {
    [LDAP_PASSWORD]: { what: "password", resource: "ldap-password" },
    [LDAP_TOKEN]: { what: "token", resource: "ldap-token" },
  },
  context,
  sidecar: {
    what: "the LDAP outpost",
    ports: Object.values(LDAP_PORTS),
    container: ({ signOn }, images) =>
      // The smoke test needs the password, because it binds from this container.
      outpostContainer(signOn, images.ldap, { token: LDAP_TOKEN, others: [LDAP_PASSWORD] }),
  },
  connects: ({ role }) => role === "directory",
  provider: ({ service, auth: { baseDn } }) => ({
    kind: "ldap",
    name: `${service}-ldap`,
    baseDn,
    account: accountOf(service),
    outpost: `homelab-${service}-ldap`,
  }),
  providerType: { resource: "authentik:index/providerLdap:ProviderLdap", list: "providers/ldap/" },
  smoke: (signIn) => ({
    kind: "ldap",
    container: LDAP_CONTAINER,
    port: LDAP_PORTS.ldap,
    bindDn: context(signIn).bindDn,
    passwordFile: secretPath(LDAP_PASSWORD),
  }),
};

const domainDn = (domain: string): string =>
  domain
    .split(".")
    .map((label) => `dc=${label}`)
    .join(",");

/** Distinguished names are those that Authentik's outpost defines below the base. */
function context({ service, auth: { baseDn } }: SignIn<"ldap">): LdapContext {
  return {
    url: `ldap://${LDAP_HOST}:${LDAP_PORTS.ldap}`,
    host: LDAP_HOST,
    port: LDAP_PORTS.ldap,
    baseDn,
    usersDn: `ou=users,${baseDn}`,
    groupsDn: `ou=groups,${baseDn}`,
    bindDn: `cn=${accountOf(service)},ou=users,${baseDn}`,
    passwordFile: secret.file(LDAP_PASSWORD),
  };
}

/** What the outpost beside an application needs for itself: its name, its group, and its token for nobody else. */
function problems({ name: service, containers }: Service, { web: { access } }: SignIn<"ldap">): Problem[] {
  const own = access.some((group) => groupKey(group) === accountOf(service));
  const fix = "choose another one";
  return [
    ...(own
      ? [{ where: ".web.access", problem: `${accountOf(service)} is the group of the service's own account`, fix }]
      : []),
    ...containers.flatMap(({ name, secrets }) => {
      const where = `.containers.${name}`;
      const named =
        name === LDAP_CONTAINER
          ? [{ where, problem: `"${name}" is the name of the LDAP outpost's container`, fix }]
          : [];
      if (!secrets.some(({ secret: used }) => used === LDAP_TOKEN)) return named;
      const problem = `uses ${LDAP_TOKEN}, which only the outpost may use`;
      return [...named, { where, problem, fix: `remove it; the application signs in with ${LDAP_PASSWORD}` }];
    }),
  ];
}
