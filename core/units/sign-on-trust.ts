import type { AuthKind } from "../service/auth.ts";
import type { Container, Service } from "../service/service.ts";

/**
 * PEM of the private CA with which a container verifies Authentik's certificate: applications with OpenID Connect and
 * LDAP outposts connect to Authentik. Undefined for all others, and if a public CA signs the certificate.
 */
export function trustedByContainer({ web }: Service, container: Container): string | undefined {
  return web && ASKS[web.auth.kind](container) ? web.signOn?.ca : undefined;
}

const ASKS: Readonly<Record<AuthKind, (container: Container) => boolean>> = {
  oidc: ({ role, stays }) => !stays && role === "application",
  ldap: ({ role }) => role === "directory",
  // The sidecar's trust is in its own configuration.
  forwardAuth: () => false,
  none: () => false,
};
