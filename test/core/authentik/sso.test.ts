import { describe, expect, test } from "@jest/globals";
import { checkAll } from "../../../core/checks/check.ts";
import { ledger, type ServiceDefinition } from "../../../core/define.ts";
import { planAll } from "../../../core/plan/plan.ts";
import type { ServicePlan } from "../../../core/plan/plan-types.ts";
import { parseSettings } from "../../../core/schema/settings.ts";
import { app, service, web } from "../../support/definitions.ts";
import { unpack } from "../../support/plan-files.ts";
import { settings } from "../../support/samples.ts";

const feeds = (change: Readonly<Record<string, unknown>> = {}) =>
  service("feeds", {
    uid: 2001,
    web: web({ auth: { oidc: { redirectPath: "/oauth2/callback" } }, access: ["family"], ...change }),
    containers: {
      app: {
        ...app,
        env: ({ oidc }: { oidc: Record<string, unknown> }) => ({
          ISSUER: oidc["issuer"],
          DISCOVERY: oidc["discovery"],
          ID: oidc["clientId"],
          SECRET_FILE: oidc["secretFile"],
          REDIRECT: oidc["redirectUri"],
          CA: oidc["caFile"] ?? "none",
        }),
      },
    },
  });
const metrics = (change: Readonly<Record<string, unknown>> = {}) =>
  service("metrics", {
    uid: 2002,
    web: web({ subdomain: "metrics", auth: { forwardAuth: {} }, access: ["admins"], ...change }),
  });
const authentication = service("authentication", {
  uid: 2003,
  web: web({ subdomain: "auth", auth: { none: "people sign in here" } }),
});
const open = service("open", { uid: 2004, web: web({ subdomain: "open" }) });

const plan = (definitions: readonly ServiceDefinition[], sso: object = {}) =>
  planAll(ledger(...definitions), parseSettings({ ...settings, sso: { enabled: true, ...sso } }));

function only(definition: ServiceDefinition, sso: object = {}): ServicePlan {
  const [first] = plan([definition], sso).services;
  if (!first) throw new Error("no plan");
  return first;
}

describe("single sign-on that is off", () => {
  test("leaves out what needs it, so that nothing is ever open to everybody", () => {
    const planned = plan([feeds(), authentication, metrics(), open], { enabled: false });
    expect(planned.services.map(({ name }) => name)).toEqual(["authentication", "open"]);
    expect(planned.awaitingSso).toEqual(["feeds", "metrics"]);
    expect(planned.sso).toBeUndefined();
  });

  test("is what a stack without the setting has", () => {
    const { services, awaitingSso, sso } = planAll(ledger(metrics()), settings);
    expect({ services, awaitingSso, sso }).toEqual({ services: [], awaitingSso: ["metrics"], sso: undefined });
  });
});

describe("what a service is in Authentik", () => {
  test("by OpenID Connect", () => {
    const own = { name: "News", icon: "fa://fa-rss", group: "Reading" };
    expect(
      only(feeds({ tile: { ...own, launch: "/unread" } }), { session: "12 hours", rotate: { feeds: "2" } }).sso,
    ).toEqual({
      slug: "feeds",
      provider: {
        kind: "oidc",
        name: "feeds-oidc",
        redirectUris: [{ matching_mode: "strict", url: "https://feeds.home.test/oauth2/callback" }],
        sessionSeconds: 43_200,
      },
      application: { ...own, launchUrl: "https://feeds.home.test/unread" },
      access: [{ key: "family", name: "family" }],
      entitlements: [],
      rotation: "2",
      others: [],
    });
  });

  test("redirect patterns, on every name of the service", () => {
    const oidc = { redirectPath: ["/cb/.*"], match: "regex" };
    const { provider } = only(feeds({ subdomain: ["feeds", "@"], auth: { oidc } })).sso ?? {};
    expect(provider).toMatchObject({
      redirectUris: [
        { matching_mode: "regex", url: "https://feeds\\.home\\.test/cb/.*" },
        { matching_mode: "regex", url: "https://home\\.test/cb/.*" },
      ],
    });
  });

  test("by forward auth, for one name or the whole domain", () => {
    const single = { kind: "forwardAuth", name: "metrics-forward-auth", externalHost: "https://metrics.home.test" };
    expect(only(metrics()).sso?.provider).toEqual({ ...single, cookieDomain: undefined, sessionSeconds: 2_592_000 });
    const domain = only(metrics({ auth: { forwardAuth: { level: "domain" } } }));
    expect(domain.sso?.provider).toEqual({
      ...single,
      name: "metrics-forward-auth-domain",
      cookieDomain: "home.test",
      sessionSeconds: 2_592_000,
    });
  });

  test("by LDAP, below the domain", () => {
    expect(only(metrics({ auth: { ldap: {} } })).sso?.provider).toEqual({
      kind: "ldap",
      name: "metrics-ldap",
      baseDn: "dc=home,dc=test",
      account: "ldap-metrics",
      outpost: "homelab-metrics-ldap",
    });
  });
});

test("what services share: the groups that they name, once, and the kinds that are used", () => {
  const definitions = [
    feeds({ access: ["family", "authentik Admins"] }),
    metrics({ access: ["family", "admins"] }),
    open,
  ];
  expect(plan(definitions, { groups: ["authentik Admins", "unused"] }).sso).toEqual({
    url: "https://auth.home.test",
    consent: "implicit",
    groups: [
      { key: "admins", name: "admins" },
      { key: "family", name: "family" },
    ],
    existingGroups: [{ key: "authentik-admins", name: "authentik Admins" }],
    kinds: ["forwardAuth", "oidc"],
  });
  expect(plan([open]).sso).toBeUndefined();
});

describe("an application by OpenID Connect", () => {
  const env = (definitions: ServiceDefinition[], sso: object = {}) => {
    const changed = parseSettings({ ...settings, sso: { enabled: true, ...sso } });
    return checkAll(ledger(...definitions), changed)[0]?.containers[0];
  };

  test("is told where its people sign on, and gets its secret as a file", () => {
    const found = env([feeds()]);
    expect(Object.fromEntries(found?.env ?? [])).toEqual({
      ISSUER: "https://auth.home.test/application/o/feeds/",
      DISCOVERY: "https://auth.home.test/application/o/feeds/.well-known/openid-configuration",
      ID: "feeds",
      SECRET_FILE: "/run/secrets/oidc-client-secret",
      REDIRECT: "https://feeds.home.test/oauth2/callback",
      CA: "/homelab-ca/ca.crt",
    });
    expect(found?.secrets).toEqual([{ secret: "oidc-client-secret", type: "mount", target: "oidc-client-secret" }]);
  });

  test("asks another address when the settings name one", () => {
    expect(Object.fromEntries(env([feeds()], { url: "https://login.example.net" })?.env ?? [])).toMatchObject({
      ISSUER: "https://login.example.net/application/o/feeds/",
    });
  });

  test("has a client secret without a source in any definition", () => {
    expect(only(feeds()).secrets.map(({ name, source }) => [name, source.kind])).toEqual([
      ["oidc-client-secret", "client"],
      ["tls-ca-key", "config"],
    ]);
  });

  test("reaches the sign-on on its own host, and trusts its authority", () => {
    const files = unpack(plan([feeds(), authentication]).services[1]?.generation.bundle ?? "");
    expect(files["units/feeds-0.pod"]).toContain("AddHost=auth.home.test:host-gateway\n");
    expect(files["units/feeds-0-app.container"]).toContain(
      "Volume=/var/lib/homelab/services/feeds/slots/feeds-0/app/homelab-ca/ca.crt:/homelab-ca/ca.crt:ro\n",
    );
    expect(files["config/app/homelab-ca/ca.crt"]).toContain("BEGIN CERTIFICATE");
  });

  test("asks DNS for a sign-on that is elsewhere", () => {
    expect(unpack(only(feeds()).generation.bundle)["units/feeds-0.pod"]).not.toContain("AddHost");
  });
});

test("asking for oidc without it is the definition's problem", () => {
  const definition = feeds({ auth: { none: "nobody asks a test" }, access: undefined });
  expect(() => checkAll(ledger(definition), settings)).toThrow(
    "feeds.containers.app.env   uses oidc of a service without auth: { oidc }",
  );
});

test("the smoke test expects a stranger to be sent to the login", () => {
  const auth = (definition: ServiceDefinition): unknown => only(definition).smoke?.auth;
  expect(auth(feeds())).toEqual({
    kind: "oidc",
    issuer: "https://auth.home.test/application/o/feeds/",
    clientId: "feeds",
    redirectUri: "https://feeds.home.test/oauth2/callback",
  });
  expect(auth(metrics())).toEqual({ kind: "forwardAuth", level: "single", login: "https://auth.home.test" });
});
