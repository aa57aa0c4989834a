import type { Settings } from "../schema/settings.ts";
import type { Exposure, Issuer } from "./service.ts";

/**
 * The issuer for a service's names; undefined when nobody can sign them. A public CA proves a name by asking it from
 * outside, so names that outside cannot reach, or reaches at Cloudflare's proxy, are signed by the home's own CA.
 */
export function issuerOf(exposure: Exposure, proxied: boolean, tls: Settings["tls"]): Issuer | undefined {
  const reachable = exposure === "public" && !proxied;
  if (tls.mode === "acme" && reachable) return { kind: "acme", email: tls.email, directory: tls.directory };
  return tls.caCertificate === undefined ? undefined : { kind: "own", caCertificate: tls.caCertificate };
}

/** Certificate (PEM) of the home's own CA where it is the issuer; undefined where another is, or nobody. */
export const homeCaCertificate = (issuer: Issuer | undefined): string | undefined =>
  issuer?.kind === "own" ? issuer.caCertificate : undefined;
