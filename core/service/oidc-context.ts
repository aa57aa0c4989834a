import { CLIENT_SECRET, SIGN_ON_CA_PATH, applicationSlug, issuerUrl } from "./auth.ts";
import type { OidcContext } from "../schema/env-context.ts";
import { isPath } from "../schema/redirects.ts";
import { secret } from "../schema/secret-refs.ts";
import type { Web } from "./service.ts";

/**
 * The OpenID Connect values for an application.
 * @throws Error for a service without `auth: { oidc }`.
 */
export function oidcContext(service: string, { auth, signOn, url }: Web): OidcContext {
  if (auth.kind !== "oidc" || !signOn) throw new Error("uses oidc of a service without `auth: { oidc }`");
  const issuer = issuerUrl(signOn.url, service);
  return {
    issuer,
    discovery: `${issuer}.well-known/openid-configuration`,
    authorizeUrl: new URL("../authorize/", issuer).href,
    tokenUrl: new URL("../token/", issuer).href,
    userinfoUrl: new URL("../userinfo/", issuer).href,
    clientId: applicationSlug(service),
    secretFile: secret.file(CLIENT_SECRET),
    redirectUri: url + (auth.redirectPaths.find(isPath) ?? ""),
    caFile: signOn.ca === undefined ? undefined : SIGN_ON_CA_PATH,
  };
}
