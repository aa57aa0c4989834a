import contract from "../../contract/constants.json" with { type: "json" };
import { LDAP_PASSWORD } from "./auth.ts";
import type { LdapContext } from "../schema/env-context.ts";
import { secret } from "../schema/secret-refs.ts";
import type { Web } from "./service.ts";

/** Name of the LDAP outpost's container in every slot of a service with `auth: { ldap }`. */
export const LDAP_CONTAINER = contract.ldap.container;
/** Ports inside a slot: LDAP, LDAP over TLS, and the outpost's own health and metrics. All on the pod's loopback. */
export const LDAP_PORTS = {
  ldap: contract.ldap.ldapPort,
  ldaps: contract.ldap.ldapsPort,
  health: contract.ldap.healthPort,
} as const;

/** The directory listens on its pod's loopback. */
export const LDAP_HOST = "127.0.0.1";

/** The account in Authentik with which a service's application searches the directory. */
export const ldapAccount = (service: string): string => `ldap-${service}`;

/** Distinguished names below a base DN, as Authentik's outpost defines them. */
export const ldapNames = (service: string, baseDn: string) => ({
  baseDn,
  usersDn: `ou=users,${baseDn}`,
  groupsDn: `ou=groups,${baseDn}`,
  bindDn: `cn=${ldapAccount(service)},ou=users,${baseDn}`,
});

/** The address and the account of the directory, for an application and its templates. */
const directory = (service: string, baseDn: string) => ({
  url: `ldap://${LDAP_HOST}:${LDAP_PORTS.ldap}`,
  host: LDAP_HOST,
  port: LDAP_PORTS.ldap,
  ...ldapNames(service, baseDn),
});

/**
 * The directory in the context of `env`.
 * @throws Error for a service without `auth: { ldap }`.
 */
export function ldapContext(service: string, { auth }: Web): LdapContext {
  if (auth.kind !== "ldap") throw new Error("uses ldap of a service without `auth: { ldap }`");
  return { ...directory(service, auth.baseDn), passwordFile: secret.file(LDAP_PASSWORD) };
}
