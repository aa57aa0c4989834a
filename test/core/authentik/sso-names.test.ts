import { expect, test } from "@jest/globals";
import { ledger, type ServiceDefinition } from "../../../core/define.ts";
import { planAll } from "../../../core/plan/plan.ts";
import { parseSettings } from "../../../core/schema/settings.ts";
import { service, web } from "../../support/definitions.ts";
import { settings } from "../../support/samples.ts";

const metrics = (change: Readonly<Record<string, unknown>>) =>
  service("metrics", { web: web({ auth: { forwardAuth: {} }, access: ["admins"], ...change }) });
const planned = (definition: ServiceDefinition) =>
  planAll(ledger(definition), parseSettings({ ...settings, sso: { enabled: true } })).services[0]?.sso;

test("by forward auth with several names: an application for each, because an outpost knows one by one name only", () => {
  const sso = planned(metrics({ subdomain: ["metrics", "g.metrics", "@"] }));
  expect(sso?.provider).toMatchObject({ name: "metrics-forward-auth", externalHost: "https://metrics.home.test" });
  expect(sso?.others.map(({ slug }) => slug)).toEqual(["metrics-g_metrics", "metrics-_domain"]);
  expect(sso?.others[0]).toEqual({
    slug: "metrics-g_metrics",
    provider: {
      kind: "forwardAuth",
      name: "metrics-g_metrics-forward-auth",
      externalHost: "https://g.metrics.home.test",
      cookieDomain: undefined,
      sessionSeconds: 2_592_000,
    },
    // Authentik's own address for an application without a tile.
    application: { name: "metrics (g.metrics.home.test)", launchUrl: "blank://blank" },
    access: [{ key: "admins", name: "admins" }],
    entitlements: [],
    rotation: undefined,
    others: [],
  });
});

test("one application is enough for several names with OpenID Connect, LDAP or a whole domain", () => {
  const subdomain = ["a", "b"];
  for (const auth of [{ oidc: { redirectPath: "/cb" } }, { ldap: {} }, { forwardAuth: { level: "domain" } }])
    expect(planned(metrics({ subdomain, auth }))?.others).toEqual([]);
});
