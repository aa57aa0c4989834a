import { z } from "zod";
import { encodeComplaint, fields, leaf, matching, quoted } from "../problems/complaint.ts";
import { pathPatternProblem } from "./path-patterns.ts";
import { oneOf, urlPath } from "./leaves.ts";

const REDIRECT_FIX =
  'write the path alone, such as "/oauth2/callback": https and the service\'s name are put before it';

const redirectPath = leaf<`/${string}`>((value) => {
  if (typeof value !== "string") return { problem: `${quoted(value)} is not a path`, fix: REDIRECT_FIX };
  if (/^https:/i.test(value)) return { problem: `${quoted(value)} is a whole URL`, fix: REDIRECT_FIX };
  if (/^[a-z][a-z0-9+.-]*:/i.test(value)) return { problem: `${quoted(value)} is not https`, fix: REDIRECT_FIX };
  if (!/^\/(?!\/)[^\s#]*$/.test(value)) return { problem: `${quoted(value)} is not a path from /`, fix: REDIRECT_FIX };
  return undefined;
}, REDIRECT_FIX);

/** A non-empty list; `what` completes "names no …". */
export const listOf = <T>(item: z.ZodType<T, T>, what: string, fix: string) =>
  z
    .array(item, {
      error: ({ input }) =>
        encodeComplaint({ problem: input === undefined ? "is missing" : `${quoted(input)} is not a list`, fix }),
    })
    .min(1, encodeComplaint({ problem: `names no ${what}`, fix }))
    .readonly();

const NAME = /^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,61}[A-Za-z0-9])?$/;
const NAME_FIX = "write up to 63 letters, digits, blanks and . _ -, beginning and ending in a letter or digit";

/** A group as Authentik shows it. */
export const groupName = matching<string>(NAME, "a group's name", NAME_FIX);

const skipPattern = leaf<`^/${string}`>(
  (value) => pathPatternProblem(value),
  'write a regular expression from the path\'s beginning, such as "^/api/"',
);

const header = matching<`X-Authentik-${string}`>(
  /^X-Authentik-[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
  "a header of Authentik's",
  'write X-Authentik- and a name, such as "X-Authentik-Username"',
);

const userHeader = matching<string>(
  /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+){1,3}$/,
  "a header by which an application reads who asks",
  'write its name with hyphens, such as "X-Remote-User"',
);

const baseDn = matching<string>(
  /^[a-z]+=[A-Za-z0-9._-]+(,[a-z]+=[A-Za-z0-9._-]+)*$/,
  "a base DN",
  'write one such as "dc=home,dc=example,dc=org"',
);

const REASON_FIX = "say in a few words why nobody has to sign on";
const reason = leaf<string>(
  (value) =>
    typeof value === "string" && /[A-Za-z].*[A-Za-z]/.test(value)
      ? undefined
      : { problem: `${quoted(value)} is no reason`, fix: REASON_FIX },
  REASON_FIX,
);

const oidc = fields({
  redirectPath: z.union([redirectPath, listOf(redirectPath, "path", REDIRECT_FIX)]),
  loginPath: urlPath.optional(),
  match: oneOf("strict", "regex").optional(),
  entitlements: listOf(matching<string>(NAME, "an entitlement's name", NAME_FIX), "entitlement", "name one").optional(),
});
const forwardAuth = fields({
  level: oneOf("single", "domain").optional(),
  skip: listOf(skipPattern, "path", 'write one, such as "^/api/", or leave skip out').optional(),
  headers: listOf(header, "header", "write one, or leave headers out").optional(),
  userHeader: userHeader.optional(),
});
const ldap = fields({ baseDn: baseDn.optional() });

const KINDS = ["oidc", "forwardAuth", "ldap", "none"];
const AUTH_FIX =
  'write one of { oidc: { redirectPath: "/…" } }, { forwardAuth: {} }, { ldap: {} } and { none: "why nobody has to sign on" }';

/** Our own words where no kind or more than one is named; otherwise the kind's own complaints are the better ones. */
function authComplaint(input: unknown): string | undefined {
  if (input === undefined) return encodeComplaint({ problem: "is missing", fix: AUTH_FIX });
  const named = typeof input === "object" && input !== null ? Object.keys(input) : [];
  const known = named.filter((key) => KINDS.includes(key));
  if (known.length > 1) return encodeComplaint({ problem: `says both ${known.join(" and ")}`, fix: AUTH_FIX });
  return known.length === 0 && named.length === 0
    ? encodeComplaint({ problem: `${quoted(input)} says none of ${KINDS.join(", ")}`, fix: AUTH_FIX })
    : undefined;
}

/** Exactly one way of signing on. */
export const authSchema = z.union(
  [fields({ oidc }), fields({ forwardAuth }), fields({ ldap }), fields({ none: reason })],
  { error: ({ input }) => authComplaint(input) },
);

export const accessSchema = listOf(groupName, "group", 'name the groups whose members may use it: access: ["family"]');

const label = matching<string>(/^\S(.{0,98}\S)?$/u, "a label", "write up to 100 characters on one line");
const LAUNCH_FIX = 'write a path of the service, such as "/app", or an https URL';

export const tileSchema = fields({
  name: label.optional(),
  icon: matching<string>(
    /^(https:\/\/|\/|fa:\/\/)\S+$/,
    "an icon",
    "write an https URL, a path on Authentik, or fa://fa-<name>",
  ).optional(),
  group: label.optional(),
  launch: matching<string>(/^(https:\/\/|\/(?!\/))\S*$/, "an address to open", LAUNCH_FIX).optional(),
});

export type AuthSpec = z.output<typeof authSchema>;
