import type { Settings } from "../schema/settings.ts";
import type { Exposure } from "../schema/exposure.ts";
import type { Issuer } from "./service.ts";

/**
 * The issuer for a service's names; undefined if none can sign them. A public CA connects to a name from outside, so
 * the home's own CA signs private names and names behind the DNS provider's proxy.
 */
export function issuerOf(exposure: Exposure, proxied: boolean, tls: Settings["tls"]): Issuer | undefined {
  const reachable = exposure === "public" && !proxied;
  if (tls.mode === "acme" && reachable) return { kind: "acme", email: tls.email, directory: tls.directory };
  return tls.caCertificate === undefined ? undefined : { kind: "own", caCertificate: tls.caCertificate };
}

/** Certificate (PEM) of the home's own CA if it is the issuer; otherwise undefined. */
export const homeCaCertificate = (issuer: Issuer | undefined): string | undefined =>
  issuer?.kind === "own" ? issuer.caCertificate : undefined;
