import { RE2JS } from "re2js";
import { z } from "zod";
import { quoted } from "../problems/quoted.ts";
import { type ProblemText, fields, listOf, oneOf, rule, text, worded } from "./builders.ts";
import { urlPath } from "./leaves.ts";
import { skipPattern } from "./path-patterns.ts";
import { redirectPath, REDIRECT_FIX, redirectProblem } from "./redirects.ts";

/** Kinds of sign-in: each is a field of `auth`. */
export const AUTH_KINDS = ["oidc", "forwardAuth", "ldap", "none"] as const;

const NAME = /^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,61}[A-Za-z0-9])?$/;
const NAME_FIX = "write up to 63 letters, digits, blanks and . _ -, beginning and ending in a letter or digit";

/** A group as Authentik shows it. */
export const groupName = text(NAME, { what: "a group's name", fix: NAME_FIX });

const header = text<`X-Authentik-${string}`>(/^X-Authentik-[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/, {
  what: "a header of Authentik's",
  fix: 'write X-Authentik- and a name, such as "X-Authentik-Username"',
});

/** Headers that HTTP, the ingress or the sidecar use: removing them from requests would break these. */
const TAKEN_HEADER =
  /^(accept|access-control|alt|cache|content|cross-origin|if|keep|last|max|proxy|range|retry|sec|set|strict|te|transfer|upgrade|user|www)-|^x-(forwarded-(for|host|port|proto|server|prefix|uri|method|proto-version|client-cert)|real-ip|request-id|envoy-.+|http-method-override|frame-options|content-type-options)$/i;

const userHeader = text(
  /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+){1,3}$/,
  {
    what: "a header with the user name",
    fix: 'write its name with hyphens, such as "X-Remote-User"',
  },
  (name): ProblemText | undefined =>
    TAKEN_HEADER.test(name)
      ? {
          problem: `${quoted(name)} has a meaning in every request, and would be removed`,
          fix: 'write a header of the application\'s own, such as "X-Remote-User"',
        }
      : undefined,
);

const baseDn = text(/^[a-z]+=[A-Za-z0-9._-]+(,[a-z]+=[A-Za-z0-9._-]+)*$/, {
  what: "a base DN",
  fix: 'write one such as "dc=home,dc=example,dc=org"',
});

const redirects = z
  .union([redirectPath, listOf(redirectPath, REDIRECT_FIX)])
  .check(rule((given) => redirectProblem([given].flat())));
const entitlement = text(NAME, { what: "an entitlement's name", fix: NAME_FIX });

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

const skipList = listOf(skipPattern, 'write one, such as "^/api/", or leave skip out').check(rule(joinedProblem));

/** Caddy gets all patterns joined into one. */
function joinedProblem(patterns: readonly string[]): ProblemText | undefined {
  try {
    RE2JS.compile(patterns.map((each) => `(?:${each})`).join("|"));
    return undefined;
  } catch {
    return { problem: "cannot be joined into one pattern", fix: "give groups no names, and write shorter repetitions" };
  }
}

const forwardAuth = fields({
  /**
   * `"single"`: the sign-in is for this service's one name. `"domain"`: one sign-in for everything below the domain,
   * and the only way for a service with several names; one service of the home can have it.
   * @default "single"
   */
  level: oneOf("single", "domain").optional(),
  /**
   * Paths without a sign-in: regular expressions (RE2) anchored at the path's beginning. The application gets no user
   * name for them. Not possible: lookaheads, backreferences, a pattern that matches every path.
   * @default none
   * @example ["^/api/", "^/share/"]
   */
  skip: skipList.optional(),
  /**
   * Headers that tell the application who the user is. They are removed from requests of clients.
   * @default ["X-Authentik-Username", "X-Authentik-Groups", "X-Authentik-Email", "X-Authentik-Name", "X-Authentik-Uid"]
   * @example ["X-Authentik-Username"]
   */
  headers: listOf(header, "write one, or leave headers out").optional(),
  /**
   * An additional header with the user name, for applications that trust such a header.
   * It is removed from requests of clients. Not possible: a header that HTTP or the ingress uses, such as `Content-Length`.
   * @default none
   * @example "X-Remote-User"
   */
  userHeader: userHeader.optional(),
});

const ldap = fields({
  /**
   * The base of the directory: people are in `ou=users` below it, groups in `ou=groups`.
   * @default the domain, such as "dc=example,dc=org"
   * @example "dc=home,dc=example,dc=org"
   */
  baseDn: baseDn.optional(),
});

const reason = text(/[A-Za-z].*[A-Za-z]/, { what: "a reason", fix: "say in a few words why nobody has to sign in" });

const AUTH_FIX =
  'write one of { oidc: { redirectPath: "/…" } }, { forwardAuth: {} }, { ldap: {} } and { none: "why nobody has to sign in" }';

/** Exactly one kind of sign-in. */
export const authSchema = worded(
  z.union([
    fields({
      /**
       * The application itself asks people to sign in, by OpenID Connect. Its client id, issuer and secret are in
       * `oidc` of an `env` function. It may ask for the scopes `openid`, `email`, `profile` (which holds the claim
       * `groups`), `entitlements` and `offline_access`.
       * @example { redirectPath: "/oauth2/callback" }
       */
      oidc,
    }),
    fields({
      /**
       * The service's proxy asks Authentik before each request: for applications without a sign-in, or that read a
       * header. Clients that cannot show a login page need `skip`.
       * @example { skip: ["^/api/"] }
       */
      forwardAuth,
    }),
    fields({
      /**
       * The application uses an LDAP directory in its own pod, whose address is in `ldap` of an `env` function.
       * @example {}
       */
      ldap,
    }),
    fields({
      /**
       * No sign-in, with the reason. For services that may be open, and for applications that ask for passwords themselves.
       * @example "the application asks for its own password"
       */
      none: reason,
    }),
  ]),
  { what: "a kind of sign-in", fix: AUTH_FIX },
);

export const accessSchema = listOf(groupName, 'name the groups whose members may use it: access: ["family"]');

export type AuthSpec = z.output<typeof authSchema>;
