import contract from "../../contract/constants.json" with { type: "json" };
/** How people sign in to a service. */
export type Auth =
  | {
      readonly kind: "oidc";
      /** Paths to which Authentik may redirect people back; patterns with match "regex". */
      readonly redirectPaths: readonly string[];
      readonly match: "strict" | "regex";
      /** Page of the application that redirects to Authentik without a click; undefined: not known. */
      readonly loginPath: string | undefined;
      /** Names of rights within this application. */
      readonly entitlements: readonly string[];
    }
  | {
      readonly kind: "forwardAuth";
      /** Whether one sign-in is for this service's name only or for everything below the domain. */
      readonly level: "single" | "domain";
      /** Regular expressions of paths that need no sign-in, each anchored at the path's beginning. */
      readonly skip: readonly string[];
      /** Headers that tell the application who the user is. */
      readonly headers: readonly string[];
      /** An additional header with the user name, for applications that read another one. */
      readonly userHeader: string | undefined;
    }
  /** Below `baseDn`, people are in `ou=users` and groups in `ou=groups`. */
  | { readonly kind: "ldap"; readonly baseDn: string }
  | { readonly kind: "none"; readonly reason: string };

export type AuthKind = Auth["kind"];

/** A service's tile in Authentik's launcher. */
export interface Tile {
  readonly name: string;
  readonly icon: string | undefined;
  readonly group: string | undefined;
  readonly launchUrl: string;
}

/** The Authentik with which people sign in. */
export interface SignOn {
  /** Without a final slash: `https://auth.example.org`. */
  readonly url: string;
  readonly host: string;
  /** PEM of the private CA that signs its certificate; undefined: a public CA. */
  readonly ca: string | undefined;
}

/** Podman secret with the OIDC client's secret. */
export const CLIENT_SECRET = "oidc-client-secret";
/** Podman secret with the password of the account with which a service searches its directory. */
export const LDAP_PASSWORD = "ldap-password";
/** Podman secret with which a service's own outpost signs in to Authentik. */
export const LDAP_TOKEN = "ldap-outpost-token";
/** Path of the CA of Authentik's certificate, in containers that connect to Authentik. */
export const SIGN_ON_CA_PATH = "/homelab-ca/ca.crt";
/** Path of the proxy outpost on every host name it serves; Authentik's own. */
export const OUTPOST_PATH = contract.outpostPath;

/** An application's slug, client id and last part of its issuer. */
export const applicationSlug = (service: string): string => service;

/** The issuer of an application's tokens, with the final slash that Authentik's tokens have. */
export const issuerUrl = (url: string, service: string): string => `${url}/application/o/${applicationSlug(service)}/`;
