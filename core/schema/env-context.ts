/** Names that an `env` function may use. Reading one that the service does not have is a problem of the definition. */
export interface EnvContext {
  /**
   * The service's name, as `defineService` has it.
   * @example "feeds"
   */
  readonly service: string;
  /**
   * The domain of the home: `homelab:domain`.
   * @example "example.org"
   */
  readonly domain: string;
  /**
   * Address at which people open the service: https and the first of its names, without a slash at the end.
   * @example "https://feeds.example.org"
   */
  readonly url: string;
  /**
   * The first of `hosts`.
   * @example "feeds.example.org"
   */
  readonly host: string;
  /**
   * All full names of the service, in the order of `web.subdomain`.
   * @example ["photos.example.org", "albums.photos.example.org"]
   */
  readonly hosts: readonly string[];
  /**
   * TCP port of `web`, on which the application has to listen.
   * @example 8080
   */
  readonly port: number;
  /**
   * Host name at which the other containers reach those that stay.
   * @example "state"
   */
  readonly state: string;
  /** Address at which a container with `scrapeTargets` reaches the host's loopback. */
  readonly hostLoopback: string;
  /** The OpenID Connect values of a service with `auth: { oidc }`. */
  readonly oidc: OidcContext;
  /** The directory's values of a service with `auth: { ldap }`. */
  readonly ldap: LdapContext;
}

/** The OpenID Connect values of one application. */
export interface OidcContext {
  /**
   * The application's issuer; many applications find everything else from it.
   * @example "https://auth.example.org/application/o/feeds/"
   */
  readonly issuer: string;
  /**
   * The issuer's discovery document.
   * @example "https://auth.example.org/application/o/feeds/.well-known/openid-configuration"
   */
  readonly discovery: string;
  /**
   * Authorization endpoint, for applications that do not read the discovery document.
   * @example "https://auth.example.org/application/o/authorize/"
   */
  readonly authorizeUrl: string;
  /**
   * Token endpoint.
   * @example "https://auth.example.org/application/o/token/"
   */
  readonly tokenUrl: string;
  /**
   * Userinfo endpoint.
   * @example "https://auth.example.org/application/o/userinfo/"
   */
  readonly userinfoUrl: string;
  /**
   * The application's id at Authentik, which is also the last part of `issuer`.
   * @example "feeds"
   */
  readonly clientId: string;
  /**
   * Path of the file with the client's secret, which exists in the container that uses it. For an application that
   * cannot read a file, `secret.env("oidc-client-secret")` is the secret itself, alone or inside a text.
   * @example "/run/secrets/oidc-client-secret"
   */
  readonly secretFile: string;
  /**
   * Where Authentik redirects people back to: the first of `redirectPath` on the service's first name.
   * @example "https://feeds.example.org/oauth2/callback"
   */
  readonly redirectUri: string;
  /**
   * Path of the CA of Authentik's certificate if the home's own CA signs it; otherwise undefined, which no variable
   * can be: `...(oidc.caFile === undefined ? {} : { SSL_CERT_DIR: dirname(oidc.caFile) })`.
   */
  readonly caFile: string | undefined;
}

/** The address of the directory, and the account with which the application searches it. */
export interface LdapContext {
  /**
   * Address of the directory; without TLS, because nothing leaves the pod.
   * @example "ldap://127.0.0.1:3389"
   */
  readonly url: string;
  /** Host of `url`. */
  readonly host: string;
  /** TCP port of `url`. */
  readonly port: number;
  /**
   * The base of the directory, as `auth: { ldap: { baseDn } }` says.
   * @example "dc=example,dc=org"
   */
  readonly baseDn: string;
  /** Where people are: `cn=<user name>,ou=users,…`. */
  readonly usersDn: string;
  /** Where groups are: `cn=<group>,ou=groups,…`. */
  readonly groupsDn: string;
  /** The account's own name. */
  readonly bindDn: string;
  /** Path of the file with its password, which exists in the container that uses it. */
  readonly passwordFile: string;
}
