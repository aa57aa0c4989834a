import type { Exposure } from "./service.ts";
import type { Settings } from "../schema/settings.ts";

/** Who signs a service's certificates. */
export type Issuer =
  | { readonly kind: "own"; readonly caCertificate: string }
  | { readonly kind: "acme"; readonly email: string; readonly directory: string | undefined };

/** What of a service decides who can prove its names. */
interface Named {
  readonly exposure: Exposure;
  readonly web: { readonly proxied: boolean } | undefined;
}

/**
 * The issuer for a service's names; undefined when nobody can sign them. A public CA proves a name by asking it from
 * outside, so names that outside cannot reach, or reaches at Cloudflare's proxy, are signed by the home's own CA.
 */
export function issuerOf(service: Named, tls: Settings["tls"]): Issuer | undefined {
  const reachable = service.exposure === "public" && service.web?.proxied !== true;
  if (tls.mode === "acme" && reachable) return { kind: "acme", email: tls.email, directory: tls.directory };
  return tls.caCertificate === undefined ? undefined : { kind: "own", caCertificate: tls.caCertificate };
}

/** Certificate (PEM) of the home's own CA where it signs the service's names; undefined where another does, or nobody. */
export function ownAuthority(service: Named, tls: Settings["tls"]): string | undefined {
  const issuer = issuerOf(service, tls);
  return issuer?.kind === "own" ? issuer.caCertificate : undefined;
}
