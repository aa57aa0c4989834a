import { duration, json, list, or, orNull, required, serverMade, whenSet } from "./attribute.ts";
import type { ResourceShape } from "./attribute.ts";

// Defaults, sending and reading as the provider's resources of release 2025.12.1 have them.

const engineModes = ["all", "any"];
const accessModes = ["direct", "cached"];

const oauth2: ResourceShape = {
  path: "/providers/oauth2/",
  idKey: "pk",
  attributes: {
    name: required,
    authenticationFlow: orNull,
    authorizationFlow: required,
    invalidationFlow: required,
    propertyMappings: list,
    clientType: or("confidential", ["confidential", "public"]),
    clientId: required,
    clientSecret: { send: "whenSet", computed: true },
    accessCodeValidity: duration("minutes=1"),
    accessTokenValidity: duration("minutes=10"),
    refreshTokenValidity: duration("days=30"),
    refreshTokenThreshold: duration("seconds=0"),
    includeClaimsInIdToken: or(true),
    signingKey: orNull,
    encryptionKey: orNull,
    allowedRedirectUris: { send: "list", key: "redirect_uris", rule: "redirectUris" },
    logoutMethod: or("backchannel", ["backchannel", "frontchannel"]),
    logoutUri: whenSet,
    subMode: or("hashed_user_id", [
      "hashed_user_id",
      "user_id",
      "user_uuid",
      "user_username",
      "user_email",
      "user_upn",
    ]),
    issuerMode: or("per_provider", ["global", "per_provider"]),
    jwksSources: { send: "never", read: "never" },
    jwtFederationSources: list,
    jwtFederationProviders: list,
  },
};

const proxy: ResourceShape = {
  path: "/providers/proxy/",
  idKey: "pk",
  attributes: {
    name: required,
    clientId: serverMade,
    authenticationFlow: orNull,
    authorizationFlow: required,
    invalidationFlow: required,
    internalHost: whenSet,
    externalHost: required,
    internalHostSslValidation: { send: "whenSet", fallback: true },
    // The server adds its default scopes to whatever it is given.
    propertyMappings: { send: "list", read: "whenGiven" },
    skipPathRegex: { send: "whenSet", trimmed: true },
    interceptHeaderAuth: { send: "whenSet", fallback: true },
    basicAuthEnabled: { send: "whenSet", fallback: false },
    basicAuthUsernameAttribute: { send: "whenSet", key: "basic_auth_user_attribute" },
    basicAuthPasswordAttribute: whenSet,
    mode: or("proxy", ["proxy", "forward_single", "forward_domain"]),
    cookieDomain: whenSet,
    accessTokenValidity: duration("minutes=10"),
    refreshTokenValidity: duration("days=30"),
    jwksSources: { send: "never", read: "never" },
    jwtFederationSources: list,
    jwtFederationProviders: list,
  },
};

const ldap: ResourceShape = {
  path: "/providers/ldap/",
  idKey: "pk",
  attributes: {
    name: required,
    bindFlow: { send: "always", key: "authorization_flow" },
    unbindFlow: { send: "always", key: "invalidation_flow" },
    baseDn: required,
    certificate: orNull,
    tlsServerName: whenSet,
    uidStartNumber: or(2000),
    gidStartNumber: or(4000),
    searchMode: or("direct", accessModes),
    bindMode: or("direct", accessModes),
    mfaSupport: or(true),
  },
};

const application: ResourceShape = {
  path: "/core/applications/",
  idKey: "slug",
  attributes: {
    name: required,
    slug: required,
    uuid: { send: "never", computed: true, key: "pk" },
    group: { send: "orEmpty" },
    protocolProvider: { send: "orNull", key: "provider" },
    backchannelProviders: list,
    metaLaunchUrl: { send: "orEmpty" },
    metaIcon: { send: "orEmpty" },
    metaDescription: whenSet,
    metaPublisher: whenSet,
    policyEngineMode: or("any", engineModes),
    openInNewTab: or(false),
  },
};

const entitlement: ResourceShape = {
  path: "/core/application_entitlements/",
  idKey: "pbm_uuid",
  attributes: { name: required, application: { send: "always", key: "app" }, attributes: json },
};

const outpost: ResourceShape = {
  path: "/outposts/instances/",
  idKey: "pk",
  attributes: {
    name: required,
    type: or("proxy", ["proxy", "ldap", "radius", "rac"]),
    protocolProviders: { send: "list", key: "providers" },
    serviceConnection: orNull,
    config: { send: "json", computed: true, rule: "json" },
  },
};

/** Applications, what authenticates for them, and the outposts that do it. */
export const applicationShapes: Readonly<Record<string, ResourceShape>> = {
  "authentik:index/application:Application": application,
  "authentik:index/applicationEntitlement:ApplicationEntitlement": entitlement,
  "authentik:index/outpost:Outpost": outpost,
  "authentik:index/providerLdap:ProviderLdap": ldap,
  "authentik:index/providerOauth2:ProviderOauth2": oauth2,
  "authentik:index/providerProxy:ProviderProxy": proxy,
};
