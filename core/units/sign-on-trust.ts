import type { AuthKind } from "../service/auth.ts";
import type { Container, Service } from "../service/service.ts";

/**
 * PEM of the authority that a container is given to trust the sign-on with: an application that signs people on
 * itself asks there for its tokens, an LDAP outpost for everything. Undefined for all others, and where everybody knows the authority.
 */
export function trustedByContainer({ web }: Service, container: Container): string | undefined {
  return web && ASKS[web.auth.kind]?.(container) === true ? web.signOn?.ca : undefined;
}

const ASKS: Partial<Readonly<Record<AuthKind, (container: Container) => boolean>>> = {
  oidc: ({ role, stays }) => !stays && role === "application",
  ldap: ({ role }) => role === "directory",
};
