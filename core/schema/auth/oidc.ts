import { z } from "zod";
import { shownName } from "../access.ts";
import { fields, listOf, oneOf, rule, worded } from "../builders.ts";
import { urlPath } from "../leaves.ts";
import { redirectPath, REDIRECT_FIX, redirectProblem } from "../redirects.ts";

const redirects = z
  .union([redirectPath, listOf(redirectPath, REDIRECT_FIX)])
  .check(rule((given) => redirectProblem([given].flat())));
const entitlement = shownName("an entitlement's name");

const oidc = fields(
  {
    /**
     * Where Authentik may redirect people back to: a path of the application, or several. The program puts https and
     * each of the service's names before it. A URL with another scheme is for an app on a phone.
     * @example "/oauth2/callback"
     * @example ["/auth/login", "app.immich:///oauth-callback"]
     */
    redirectPath: worded(redirects, {
      what: "a path or a list of paths",
      fix: REDIRECT_FIX,
      standIn: "/",
    }),
    /**
     * Page of the application that redirects to Authentik without a click. The smoke test opens it, so a wrong
     * client id in the application's own settings fails the deploy.
     * @default The smoke test looks at no page of the application.
     * @example "/oauth2/redirect"
     */
    loginPath: urlPath.optional(),
    /**
     * How `redirectPath` is compared: `"strict"` is character by character, `"regex"` reads it as a regular expression.
     * @default "strict"
     */
    match: oneOf("strict", "regex").optional(),
    /**
     * Names of rights within this application; assign them in Authentik. The application finds those of a person in
     * the claim `entitlements`, if it asks for the scope `entitlements`.
     * @default none
     * @example ["editor"]
     */
    entitlements: listOf(entitlement, "name one, or leave entitlements out").optional(),
  },
  { fix: 'write { redirectPath: "/…" }', standIn: { redirectPath: "/" } },
);

/** As a field of `auth`. */
export const oidcForm = fields({
  /**
   * The application itself asks people to sign in, by OpenID Connect. Its client id, issuer and secret are in
   * `oidc` of an `env` function. It may ask for the scopes `openid`, `email`, `profile` (which holds the claim
   * `groups`), `entitlements` and `offline_access`.
   * @example { redirectPath: "/oauth2/callback" }
   */
  oidc,
});

export const OIDC_EXAMPLE = '{ oidc: { redirectPath: "/…" } }';

/** The OpenID Connect values of one application. */
export interface OidcContext {
  /**
   * The application's issuer; many applications find everything else from it.
   * @example "https://auth.example.org/application/o/feeds/"
   */
  readonly issuer: string;
  /**
   * The issuer's discovery document.
   * @example "https://auth.example.org/application/o/feeds/.well-known/openid-configuration"
   */
  readonly discovery: string;
  /**
   * Authorization endpoint, for applications that do not read the discovery document.
   * @example "https://auth.example.org/application/o/authorize/"
   */
  readonly authorizeUrl: string;
  /**
   * Token endpoint.
   * @example "https://auth.example.org/application/o/token/"
   */
  readonly tokenUrl: string;
  /**
   * Userinfo endpoint.
   * @example "https://auth.example.org/application/o/userinfo/"
   */
  readonly userinfoUrl: string;
  /**
   * The application's id at Authentik, which is also the last part of `issuer`.
   * @example "feeds"
   */
  readonly clientId: string;
  /**
   * Path of the file with the client's secret, which exists in the container that uses it. For an application that
   * cannot read a file, `secret.env("oidc-client-secret")` is the secret itself, alone or inside a text.
   * @example "/run/secrets/oidc-client-secret"
   */
  readonly secretFile: string;
  /**
   * Where Authentik redirects people back to: the first of `redirectPath` on the service's first name.
   * @example "https://feeds.example.org/oauth2/callback"
   */
  readonly redirectUri: string;
  /**
   * Path of the CA of Authentik's certificate if the home's own CA signs it; otherwise undefined, which no variable
   * can be: `...(oidc.caFile === undefined ? {} : { SSL_CERT_DIR: dirname(oidc.caFile) })`.
   */
  readonly caFile: string | undefined;
}
