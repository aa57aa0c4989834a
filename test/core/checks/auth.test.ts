import { describe, expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { ledger } from "../../../core/define.ts";
import { ssoPlan } from "../../../core/authentik/sso.ts";
import { app, complaints, service, web } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

const FORMS =
  'write one of { oidc: { redirectPath: "/…" } }, { forwardAuth: {} }, { ldap: {} } and { none: "why nobody has to sign in" }';
const PATH = 'write the path alone, such as "/oauth2/callback": https and the service\'s name are put before it';
const SKIP = 'write a regular expression from the path\'s beginning, such as "^/api/"';

const feeds = (change: Readonly<Record<string, unknown>>) => service("feeds", { web: web(change) });
const redirect = (redirectPath: unknown, match?: string) =>
  feeds({ auth: { oidc: { redirectPath, ...(match === undefined ? {} : { match }) } }, access: ["family"] });
const skip = (pattern: unknown) => feeds({ auth: { forwardAuth: { skip: [pattern] } }, access: ["family"] });

const byLdap = { auth: { ldap: {} }, access: ["family"] };

describe("one service", () => {
  test.each([
    feeds({ auth: { oidc: { redirectPath: ["/a", "/b"], entitlements: ["write"] } }, access: ["family", "book club"] }),
    redirect("/cb/[a-z]+", "regex"),
    feeds({ auth: { forwardAuth: {} }, access: ["family"], tile: { name: "The feeds", icon: "fa://fa-rss" } }),
    skip("^/(api|public)/v\\d{1,2}/"),
    feeds({ auth: { ldap: { baseDn: "dc=home,dc=test" } }, access: ["family"] }),
    feeds({ subdomain: ["a", "b"], auth: { forwardAuth: { level: "domain" } }, access: ["family"] }),
    feeds({ subdomain: ["a", "b"], auth: { forwardAuth: {} }, access: ["family"] }),
  ])("that is right: $spec.web.auth", (definition) => {
    expect(complaints([definition])).toEqual([]);
  });

  test.each([
    { of: feeds({ auth: undefined }), says: `feeds.web.auth | is missing | ${FORMS}` },
    { of: feeds({ auth: {} }), says: `feeds.web.auth | says none of oidc, forwardAuth, ldap, none | ${FORMS}` },
    {
      of: feeds({ auth: { ldap: {}, none: "because" } }),
      says: `feeds.web.auth | says both ldap and none | ${FORMS}`,
    },
    {
      of: feeds({ auth: { none: "" } }),
      says: 'feeds.web.auth.none | "" is not a reason | say in a few words why nobody has to sign in',
    },
    {
      of: feeds({ auth: { ldap: {} } }),
      says: 'feeds.web.access | is missing: without a group Authentik would let everybody in | name the groups whose members may use it: access: ["family"]',
    },
    {
      of: feeds({ auth: { ldap: {} }, access: [] }),
      says: 'feeds.web.access | is an empty list | name the groups whose members may use it: access: ["family"]',
    },
    {
      of: feeds({ access: ["family"] }),
      says: "feeds.web.access | names groups, but nobody has to sign in | remove it, or choose an auth with a sign-in",
    },
    {
      of: feeds({ auth: { ldap: {} }, access: ["family", "family"] }),
      says: "feeds.web.access | names family twice | name it once",
    },
    {
      of: feeds({ auth: { ldap: {} }, access: ["fam/ily"] }),
      says: 'feeds.web.access.0 | "fam/ily" is not a group\'s name | write up to 63 letters, digits, blanks and . _ -, beginning and ending in a letter or digit',
    },
    { of: redirect("callback"), says: `feeds.web.auth.oidc.redirectPath | "callback" is not a path from / | ${PATH}` },
    {
      of: redirect("http://feeds.home.test/cb"),
      says: `feeds.web.auth.oidc.redirectPath | "http://feeds.home.test/cb" is neither https nor a scheme of an application's own | ${PATH}`,
    },
    {
      of: redirect("https://feeds.home.test/cb"),
      says: `feeds.web.auth.oidc.redirectPath | "https://feeds.home.test/cb" is a whole URL | ${PATH}`,
    },
    {
      of: redirect("/cb/(", "regex"),
      says: 'feeds.web.auth.oidc.redirectPath | "/cb/(" is not a regular expression that Caddy and Authentik read: missing closing ): `/cb/(` | correct it; they read RE2, which neither looks ahead nor refers back',
    },
    {
      of: redirect("/cb/(?!x)", "regex"),
      says: 'feeds.web.auth.oidc.redirectPath | "/cb/(?!x)" is not a regular expression that Caddy and Authentik read: invalid or unsupported Perl syntax: `(?!` | correct it; they read RE2, which neither looks ahead nor refers back',
    },
    ...["X-Authentik-Groups", "x-authentik-uid"].map((userHeader) => ({
      of: feeds({ auth: { forwardAuth: { userHeader } }, access: ["family"] }),
      says: `feeds.web.auth.forwardAuth.userHeader | ${userHeader} is a header of Authentik itself, which would then have another meaning | name a header of the application, or leave it out`,
    })),
    {
      of: feeds({ auth: { ldap: {} }, access: ["ldap-feeds"] }),
      says: "feeds.web.access | ldap-feeds is the group of the service's own account | choose another one",
    },
    { of: skip("/api/"), says: `feeds.web.auth.forwardAuth.skip.0 | "/api/" does not begin with ^/ | ${SKIP}` },
    {
      of: skip("^/"),
      says: 'feeds.web.auth.forwardAuth.skip.0 | "^/" lets everybody in everywhere | write auth: { none: "why" } instead',
    },
    {
      of: skip("^/a|/b"),
      says: 'feeds.web.auth.forwardAuth.skip.0 | "^/a|/b" has a second half without ^/ | list the two one by one',
    },
    {
      of: skip("^/{http.request.uri}"),
      says: 'feeds.web.auth.forwardAuth.skip.0 | "^/{http.request.uri}" contains braces that are not a repetition | write "\\\\x7b" for a brace',
    },
    {
      of: feeds({ auth: { forwardAuth: { headers: ["Remote-User"] } }, access: ["family"] }),
      says: 'feeds.web.auth.forwardAuth.headers.0 | "Remote-User" is not a header of Authentik\'s | write X-Authentik- and a name, such as "X-Authentik-Username"',
    },
    {
      of: service("feeds", { secrets: { "oidc-client-secret": "generated" }, containers: {} }),
      says: "feeds.containers | has no container | write at least one: { app: { … } }",
    },
    {
      of: service("auth", { web: web({ subdomain: "auth", auth: { forwardAuth: {} }, access: ["family"] }) }),
      says: 'auth.web.auth | this service runs Authentik, so it cannot require a sign-in itself | write auth: { none: "people sign in here" }',
    },
    {
      of: feeds({ ...byLdap, port: 9300 }),
      says: "feeds.web.port | 9300 is a port of the LDAP outpost in the same pod | choose another one",
    },
    {
      of: service("feeds", { web: web(byLdap), containers: { ldap: { ...app, secrets: ["ldap-outpost-token"] } } }),
      says: 'feeds.containers.ldap | "ldap" is the name of the LDAP outpost\'s container | choose another one',
    },
    {
      of: service("feeds", { web: web(byLdap), containers: { app: { ...app, secrets: ["ldap-outpost-token"] } } }),
      says: "feeds.containers.app | uses ldap-outpost-token, which only the outpost may use | remove it; the application signs in with ldap-password",
    },
    {
      of: service("feeds", { web: web(byLdap), secrets: { "ldap-password": "generated" } }),
      says: "feeds.secrets.ldap-password | is the name of the password that the program generates for auth: { ldap } | choose another name",
    },
    {
      of: service("sso"),
      says: 'sso | "sso" is the name of the component that all services share for the sign-in | choose another name',
    },
  ])("$says", ({ of, says }) => {
    expect(complaints([of])).toContain(says);
  });
});

describe("all services together", () => {
  const other = (change: Readonly<Record<string, unknown>>) =>
    service("news", { uid: 2002, web: web({ subdomain: "news", ...change }) });
  const domainLevel = { auth: { forwardAuth: { level: "domain" } }, access: ["family"] };

  test("one speaks for the whole domain", () => {
    expect(complaints([feeds(domainLevel), other(domainLevel)])).toEqual([
      'news.web.auth.forwardAuth.level | feeds already signs people in for the whole domain, and would decide who may use news | write level: "single"',
    ]);
  });

  test("a service with two names beside it takes the advice", () => {
    const two = { subdomain: ["news", "rss"], access: ["family"] };
    expect(complaints([feeds(domainLevel), other({ ...domainLevel, ...two })])).toEqual([
      'news.web.auth.forwardAuth.level | feeds already signs people in for the whole domain, and would decide who may use news | write level: "single"',
    ]);
    const single = { auth: { forwardAuth: { level: "single" } }, ...two };
    expect(complaints([feeds(domainLevel), other(single)])).toEqual([]);
    expect(complaints([feeds({ ...single, subdomain: ["a", "b"] }), other(single)])).toEqual([]);
  });

  test("a service with the name of a prototype's member rotates nothing by itself", () => {
    const named = service("constructor", {
      web: web({ subdomain: "c", auth: { oidc: { redirectPath: "/cb" } }, access: ["family"] }),
    });
    const sso = { enabled: true, rotate: { other: "2" } };
    const [planned] = checkAll(ledger(named), settings);
    expect(planned && ssoPlan(planned, { ...settings, sso })?.rotation).toBeUndefined();
  });

  test("a group is spelt one way", () => {
    const one = { auth: { ldap: {} }, access: ["Book club"] };
    expect(complaints([feeds(one), other({ ...one, access: ["book-club"] })])).toEqual([
      "news.web.access | book-club is spelt Book club elsewhere | spell it the same way everywhere",
    ]);
  });

  test("a secret to rotate belongs to a client", () => {
    const sso = { enabled: true, rotate: { news: "2" } };
    expect(complaints([redirect("/cb"), other({})], { ...settings, sso })).toEqual([
      "config.sso.rotate.news | no service of that name shares a secret with Authentik | name one of feeds",
    ]);
  });
});
