import contract from "../../contract/constants.json" with { type: "json" };

/** The Authentik with which people sign in. */
export interface SignOn {
  /** Without a final slash: `https://auth.example.org`. */
  readonly url: string;
  readonly host: string;
  /** PEM of the private CA that signs its certificate; undefined: a public CA. */
  readonly ca: string | undefined;
}

/** Path of the CA of Authentik's certificate, in containers that connect to Authentik. */
export const SIGN_ON_CA_PATH = "/homelab-ca/ca.crt";
/** Path of the proxy outpost on every host name it serves; Authentik's own. */
export const OUTPOST_PATH = contract.outpostPath;

/** An application's slug, client id and last part of its issuer. */
export const applicationSlug = (service: string): string => service;

/** A name in Authentik as part of a logical name: lower-case letters, digits and hyphens. */
export const groupKey = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
