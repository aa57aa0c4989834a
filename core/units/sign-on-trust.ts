import { signInKind, signInOf } from "../service/auth/kinds.ts";
import type { Container, Service } from "../service/service.ts";

/**
 * PEM of the private CA with which a container verifies Authentik's certificate. Undefined for a container that does not
 * connect to Authentik, and if a public CA signs the certificate. The proxy's trust is in its own configuration.
 */
export function trustedByContainer({ name, web }: Service, container: Container): string | undefined {
  const signIn = signInOf(name, web);
  return signIn && signInKind(signIn.auth.kind).connects?.(container) ? signIn.signOn.ca : undefined;
}
