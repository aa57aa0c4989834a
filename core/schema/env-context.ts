import type { SecretRef } from "./secret-refs.ts";

/** Names that an `env` function may use. Reading one that the service does not have is a problem of the definition. */
export interface EnvContext {
  readonly service: string;
  readonly domain: string;
  /** `https://feeds.example.org`. */
  readonly url: string;
  /** First of `hosts`. */
  readonly host: string;
  readonly hosts: readonly string[];
  /** Port of `web`. */
  readonly port: number;
  /** Host name under which containers that stay are reached. */
  readonly state: string;
  /** Address under which a container with `scrapeTargets` reaches the host's loopback. */
  readonly hostLoopback: string;
  /** What an application with `auth: { oidc }` is told about its sign-on. */
  readonly oidc: OidcContext;
  /** What an application with `auth: { ldap }` is told about its directory. */
  readonly ldap: LdapContext;
}

/** One application's end of OpenID Connect. */
export interface OidcContext {
  /** `https://auth.example.org/application/o/feeds/`. */
  readonly issuer: string;
  /** The issuer's `.well-known/openid-configuration`. */
  readonly discovery: string;
  readonly clientId: string;
  /** The file with the client's secret: the container that names it gets it. */
  readonly secretFile: SecretRef;
  /** The first redirect path on the service's first name. */
  readonly redirectUri: string;
  /** The file with the authority to trust, where the home signs the sign-on's certificate itself; else undefined. */
  readonly caFile: string | undefined;
}

/** The directory beside an application, and the account by which it looks people up. */
export interface LdapContext {
  /** `ldap://127.0.0.1:3389`: without TLS, since nothing leaves the pod. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** `dc=example,dc=org`. */
  readonly baseDn: string;
  /** Where people are: `cn=<user name>,ou=users,…`. */
  readonly usersDn: string;
  /** Where groups are: `cn=<group>,ou=groups,…`. */
  readonly groupsDn: string;
  /** The account's own name. */
  readonly bindDn: string;
  /** The file with its password: the container that names it gets it. */
  readonly passwordFile: SecretRef;
}
