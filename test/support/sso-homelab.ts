import { Host } from "../../components/host/host.ts";
import { hostAccess } from "../../components/host/host-access.ts";
import type { OutpostApi } from "../../components/authentik/outpost-api.ts";
import { Service } from "../../components/service/service.ts";
import { stackConfig } from "../../components/stack/settings.ts";
import { Sso } from "../../components/authentik/sso.ts";
import type { SsoPlan } from "../../core/authentik/sso.ts";
import { ADDRESS } from "./homelab.ts";
import { feedsPlan, hostPlan, quietPlan, steps } from "./plans.ts";

const common = {
  application: { name: "One", group: undefined, icon: undefined, launchUrl: "https://one.home.test/" },
  access: [{ key: "family", name: "family" }],
  entitlements: [],
  rotation: undefined,
  others: [],
};

/** A client of its own, open to two groups. */
export const oidcPlan: SsoPlan = {
  ...common,
  slug: "photos",
  provider: {
    kind: "oidc",
    name: "photos-oidc",
    redirectUris: [{ matching_mode: "strict", url: "https://photos.home.test/cb" }],
    sessionSeconds: 43_200,
  },
  application: { name: "Photos", group: "Home", icon: "fa://fa-image", launchUrl: "https://photos.home.test/" },
  access: [
    { key: "family", name: "family" },
    { key: "authentik-admins", name: "authentik Admins" },
  ],
  entitlements: [{ key: "write", name: "write" }],
  rotation: "2",
};

export const forwardPlan = (name: string): SsoPlan => ({
  ...common,
  slug: name,
  provider: {
    kind: "forwardAuth",
    name: `${name}-forward-auth`,
    externalHost: `https://${name}.home.test`,
    cookieDomain: undefined,
    sessionSeconds: 43_200,
  },
});

export const ldapPlan: SsoPlan = {
  ...common,
  slug: "mail",
  provider: {
    kind: "ldap",
    name: "mail-ldap",
    baseDn: "dc=home,dc=test",
    account: "ldap-mail",
    outpost: "homelab-mail-ldap",
  },
};

const plans = { photos: oidcPlan, papers: forwardPlan("papers"), mail: ldapPlan };

/** The podman secrets that a kind of signing on makes. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  oidc: ["oidc-client-secret"],
  ldap: ["ldap-outpost-token", "ldap-password"],
};

/** Outposts that are as they should be. */
export const steadyOutpost: OutpostApi = {
  keepAttached: () => Promise.resolve(),
  keepAddress: () => Promise.resolve(),
  requireLdapProvider: () => Promise.resolve(),
  keepToken: () => Promise.resolve(),
};

/** A host with one service of each kind that signs people on, and one where nobody does. */
export function ssoHomelab(
  outposts: OutpostApi = steadyOutpost,
  planned: Readonly<Record<string, SsoPlan>> = plans,
): void {
  const config = stackConfig();
  const host = new Host(hostPlan.name, { plan: hostPlan, access: hostAccess(ADDRESS) });
  const sso = new Sso("sso", {
    plan: {
      url: "https://auth.home.test",
      consent: "implicit",
      groups: [{ key: "family", name: "family" }],
      existingGroups: [{ key: "authentik-admins", name: "authentik Admins" }],
      kinds: [...new Set(Object.values(planned).map(({ provider }) => provider.kind))],
    },
    outposts,
  });
  for (const [name, plan] of Object.entries(planned)) {
    const client = (SHARED[plan.provider.kind] ?? []).map((each) => ({
      name: each,
      source: { kind: "client" } as const,
    }));
    const service = {
      ...feedsPlan,
      name,
      records: [],
      datasets: [],
      secrets: client,
      auth: plan.provider.kind,
      sso: plan,
      steps: steps(name, { sso: true, secrets: client.length > 0, web: true }),
    };
    new Service(name, { plan: service, host, config, sso });
  }
  new Service("quiet", { plan: quietPlan, host, config });
}
