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
  /** Host name of the containers that stay. */
  readonly state: string;
  /** Address of the host's loopback for a container with `scrapeTargets`. */
  readonly hostLoopback: string;
  /** The OpenID Connect values of a service with `auth: { oidc }`. */
  readonly oidc: OidcContext;
  /** The directory's values of a service with `auth: { ldap }`. */
  readonly ldap: LdapContext;
}

/** The OpenID Connect values of one application. */
export interface OidcContext {
  /** `https://auth.example.org/application/o/feeds/`. */
  readonly issuer: string;
  /** The issuer's `.well-known/openid-configuration`. */
  readonly discovery: string;
  readonly clientId: string;
  /** The file with the client's secret: the container that names it gets it. */
  readonly secretFile: string;
  /** The first redirect path on the service's first name. */
  readonly redirectUri: string;
  /** Path of the CA of Authentik's certificate, if the home's own CA signs it; otherwise undefined. */
  readonly caFile: string | undefined;
}

/** The address of the directory, and the account with which the application searches it. */
export interface LdapContext {
  /** `ldap://127.0.0.1:3389`: without TLS, because nothing leaves the pod. */
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
  readonly passwordFile: string;
}
