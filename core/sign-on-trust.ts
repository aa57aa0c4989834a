import type { Container, Service } from "./service.ts";
import { SIDECAR } from "./sidecar.ts";

/**
 * PEM of the authority that a container is given to trust the sign-on with: an application that signs people on
 * itself asks there for its tokens. Undefined for all others, and where everybody knows the authority.
 */
export function trustedByContainer({ web }: Service, { name, stays }: Container): string | undefined {
  return web?.auth.kind === "oidc" && !stays && name !== SIDECAR ? web.signOn?.ca : undefined;
}
