import type { Family, Union } from "../engine/family.ts";
import { keyOf, listOf, pick } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import { providerFamilies } from "../engine/world.ts";
import type { World } from "../engine/world.ts";
import { modelKind } from "./model-kind.ts";

const kinds: Readonly<Record<string, Stored>> = {
  oauth2: modelKind("ak-provider-oauth2-form", "OAuth2/OpenID Provider", "authentik_providers_oauth2.oauth2provider"),
  proxy: modelKind("ak-provider-proxy-form", "Proxy Provider", "authentik_providers_proxy.proxyprovider"),
  ldap: modelKind("ak-provider-ldap-form", "LDAP Provider", "authentik_providers_ldap.ldapprovider"),
};

/** What every provider has without being told. */
export const providerDefaults: Stored = { authentication_flow: null, property_mappings: [] };

/** The references of every provider. A deleted flow takes the providers along that it authorizes. */
export const providerReferences: Family["references"] = {
  authentication_flow: { to: ["flow"], gone: "null" },
  authorization_flow: { to: ["flow"], gone: "cascade" },
  invalidation_flow: { to: ["flow"], gone: "null" },
  property_mappings: { to: ["scope-mapping"], gone: "out of the list" },
};

/** The references of providers that accept other issuers' tokens. */
export const federationReferences: Family["references"] = {
  jwt_federation_sources: { to: [], gone: "out of the list" },
  jwt_federation_providers: { to: ["oauth2"], gone: "out of the list" },
};

/** What every family of providers is; one name space for all of them. */
export const providerFamily = {
  title: "provider",
  key: "provider",
  unique: { name: providerFamilies },
  search: ["name"],
  ordering: "name",
} as const;

/** The application whose provider this is, the one place that says who may use it. */
export function applicationOf(provider: Stored, world: World): Stored | undefined {
  return world.find("application", "provider", provider["pk"]);
}

/** What every kind of provider shows, and all that lists of mixed providers show. */
export function providerView(provider: Stored, world: World): Stored {
  const application = applicationOf(provider, world);
  const backchannel = world.holding("application", "backchannel_providers", keyOf(provider))[0];
  const family = world.familyOf(providerFamilies, provider);
  return {
    ...pick(provider, ["pk", "name", "authentication_flow", "authorization_flow", "invalidation_flow"]),
    property_mappings: listOf(provider, "property_mappings"),
    assigned_application_slug: application?.["slug"] ?? null,
    assigned_application_name: application?.["name"] ?? null,
    assigned_backchannel_application_slug: backchannel?.["slug"] ?? null,
    assigned_backchannel_application_name: backchannel?.["name"] ?? null,
    ...kinds[family],
  };
}

/** What providers show that an outpost serves: with the names of those outposts. */
export function servedView(provider: Stored, world: World, fields: readonly string[]): Stored {
  const outposts = world.holding("outpost", "providers", keyOf(provider)).map(({ name }) => name);
  return { ...providerView(provider, world), ...pick(provider, fields), outpost_set: outposts };
}

/** Filters that lists of providers share. */
export const providerFilters: NonNullable<Family["filters"]> = {
  application__isnull: (provider, value, world) =>
    (applicationOf(provider, world) === undefined) === (value.toLowerCase() === "true"),
};

/** /providers/all/: what all kinds have in common. */
export const allProviders: Union = {
  path: "/providers/all/",
  members: providerFamilies,
  search: ["name"],
  ordering: "name",
  view: (provider, { world }) => providerView(provider, world),
  filters: providerFilters,
};
