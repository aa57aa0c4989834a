import { describe, expect, test } from "@jest/globals";
import { complaints, service, web } from "../../support/definitions.ts";

/** A definition that names groups, whatever its auth is. */
const signedIn = (auth: unknown) => service("feeds", { web: web({ auth, access: ["family"] }) });
const AUTH =
  'write one of { oidc: { redirectPath: "/…" } }, { forwardAuth: {} }, { ldap: {} } and { none: "why nobody has to sign in" }';

describe("a mistake inside auth is the only problem that is told", () => {
  test.each([
    [{ forwardauth: {} }, "feeds.web.auth.forwardauth | unknown field | did you mean forwardAuth?"],
    [{ saml: {} }, "feeds.web.auth.saml | unknown field | known fields here: oidc, forwardAuth, ldap, none"],
    [{}, `feeds.web.auth | says none of oidc, forwardAuth, ldap, none | ${AUTH}`],
    [undefined, `feeds.web.auth | is missing | ${AUTH}`],
    ["oidc", `feeds.web.auth | "oidc" is not a kind of sign-in | ${AUTH}`],
    [{ oidc: { redirectPath: "/x" }, none: "a reason" }, `feeds.web.auth | says both oidc and none | ${AUTH}`],
    [{ oidc: { redirectPath: 5 }, none: "a reason" }, "feeds.web.auth | says both oidc and none | write one of them"],
  ])("%j", (auth, says) => {
    expect(complaints([signedIn(auth)])).toEqual([says]);
  });

  test.each([
    [{ oidc: { redirectPath: "https://x.test/cb" } }, "redirectPath"],
    [{ oidc: { redirectPath: ["/cb", "javascript:/x"] } }, "redirectPath.1"],
    [{ oidc: { redirectPath: "app.immich:///oauth" } }, "redirectPath"],
    [{ oidc: {} }, "redirectPath"],
    [{ oidc: { redirectPath: "/cb", mach: "regex" } }, "mach"],
    [{ forwardAuth: { skip: ["api"] } }, "skip.0"],
    [{ forwardAuth: { skip: "^/api/" } }, "skip"],
    [{ forwardAuth: { level: "all" } }, "level"],
    [{ forwardAuth: { userHeader: "Content-Length" } }, "userHeader"],
    [{ forwardAuth: { userHeader: "X-Forwarded-For" } }, "userHeader"],
    [{ forwardAuth: { userHeader: "Transfer-Encoding" } }, "userHeader"],
    [{ ldap: { baseDn: "home" } }, "baseDn"],
  ])("%j", (auth, field) => {
    const found = complaints([signedIn(auth)]);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`.${field} | `);
  });
});

test.each([
  { oidc: { redirectPath: ["/cb", "app.immich:///oauth-callback"] } },
  { forwardAuth: { userHeader: "X-Remote-User" } },
  { forwardAuth: { userHeader: "Remote-User" } },
])("%j is right", (auth) => {
  expect(complaints([signedIn(auth)])).toEqual([]);
});

describe("a pattern of paths that need no sign-in", () => {
  const skipping = (...skip: string[]) => complaints([signedIn({ forwardAuth: { skip } })]);

  test.each(["^/", "^/.*", "^/?", "^/(api|)", "^/{0}", "^/(?:)", "^/[^x]", "^/\\w"])(
    "%s lets everybody in everywhere",
    (pattern) => {
      expect(skipping(pattern)[0]).toContain("lets everybody in everywhere");
    },
  );

  test.each([
    "^/\\u0041",
    "^/\\cA",
    "^/[^]",
    "^/a{1001}",
    "^/\\k<a>",
    "^/\\xa",
    "^/\\u{61}",
    "^/(?=x)",
    "^/(a)\\1",
    "^/(",
  ])("%s is not RE2", (pattern) => {
    expect(skipping(pattern)[0]).toContain("is not a regular expression that Caddy and Authentik read");
  });

  test.each(["^/\\p{L}", "^/(?i)api", "^/api/", "^/\\d{2,3}/", "^/[a|b]", "^/(a|b)/", "^/\\x{61}", "^/.well-known/"])(
    "%s is one",
    (pattern) => {
      expect(skipping(pattern)).toEqual([]);
    },
  );

  test.each(["^/api|admin", "^/a b", "^/{host}", "^/\\Q(\\E|x", "api"])("%s is refused", (pattern) => {
    expect(skipping(pattern)).toHaveLength(1);
  });

  test("is one together with the others", () => {
    expect(skipping("^/(?P<n>a)", "^/(?P<n>b)")[0]).toContain("cannot be joined into one pattern");
  });
});
