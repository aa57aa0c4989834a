import { RE2JS } from "re2js";
import { quoted } from "../../problems/quoted.ts";
import { type ProblemText, fields, listOf, oneOf, rule, text } from "../builders.ts";
import { skipPattern } from "../path-patterns.ts";

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
   * `"single"`: each of the service's names has a sign-in of its own. `"domain"`: one sign-in for everything below the
   * domain; one service of the home can have it.
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

/** As a field of `auth`. */
export const forwardAuthForm = fields({
  /**
   * The service's proxy asks Authentik before each request: for applications without a sign-in, or that read a
   * header. Clients that cannot show a login page need `skip`.
   * @example { skip: ["^/api/"] }
   */
  forwardAuth,
});

export const FORWARD_AUTH_EXAMPLE = "{ forwardAuth: {} }";
