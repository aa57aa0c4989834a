import contract from "../../contract/constants.json" with { type: "json" };
/** How a service learns who its people are. */
export type Auth =
  | {
      readonly kind: "oidc";
      /** Paths that Authentik may send people back to; patterns with match "regex". */
      readonly redirectPaths: readonly string[];
      readonly match: "strict" | "regex";
      /** Page of the application that sends people to the sign-on, without a click; undefined: not known. */
      readonly loginPath: string | undefined;
      /** Names of rights that are given out within this one application. */
      readonly entitlements: readonly string[];
    }
  | {
      readonly kind: "forwardAuth";
      /** Whether Authentik speaks for this service's name alone or for everything below the domain. */
      readonly level: "single" | "domain";
      /** Regular expressions of paths that anybody may ask, each from the path's beginning. */
      readonly skip: readonly string[];
      /** Headers by which the application is told who asks. */
      readonly headers: readonly string[];
      /** A header of the application's own that carries the user's name as well. */
      readonly userHeader: string | undefined;
    }
  /** Below `baseDn` the application finds people in `ou=users` and groups in `ou=groups`. */
  | { readonly kind: "ldap"; readonly baseDn: string }
  | { readonly kind: "none"; readonly reason: string };

export type AuthKind = Auth["kind"];

/** A service in Authentik's launcher. */
export interface Tile {
  readonly name: string;
  readonly icon: string | undefined;
  readonly group: string | undefined;
  readonly launchUrl: string;
}

/** Where people sign on. */
export interface SignOn {
  /** Without a slash at its end: `https://auth.example.org`. */
  readonly url: string;
  readonly host: string;
  /** PEM of the only authority that signs its certificate; undefined: one that everybody knows. */
  readonly ca: string | undefined;
}

/** Podman secret with the OIDC client's secret. */
export const CLIENT_SECRET = "oidc-client-secret";
/** Podman secret with the password of the account by which a service with LDAP looks people up. */
export const LDAP_PASSWORD = "ldap-password";
/** Podman secret by which a service's own outpost signs in to Authentik. */
export const LDAP_TOKEN = "ldap-outpost-token";
/** Where a container that asks the sign-on itself finds the authority of its certificate. */
export const SIGN_ON_CA_PATH = "/homelab-ca/ca.crt";
/** Path of the proxy outpost on every host name it serves; Authentik's own. */
export const OUTPOST_PATH = contract.outpostPath;

/** What an application is registered as: its slug, its client id, its issuer's last part. */
export const applicationSlug = (service: string): string => service;

/** The issuer of an application's tokens, with the slash at its end that Authentik's tokens have. */
export const issuerUrl = (url: string, service: string): string => `${url}/application/o/${applicationSlug(service)}/`;
