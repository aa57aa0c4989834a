import type { Stored } from "../engine/stored.ts";
import { modelKind } from "../families/model-kind.ts";

interface SeedStage {
  readonly name: string;
  /** A family of its own, or the four fields that say what kind it is. */
  readonly kind: "user-login-stage" | Stored;
}

const stageKind = (name: string, verbose: string): Stored => {
  const app = `authentik_stages_${name.replaceAll("-", "_")}`;
  return modelKind(`ak-stage-${name}-form`, verbose, `${app}.${name.replaceAll("-", "")}stage`);
};

/** The stages of the default flows. */
export const stages: readonly SeedStage[] = [
  { name: "default-authentication-identification", kind: stageKind("identification", "Identification Stage") },
  { name: "default-authentication-password", kind: stageKind("password", "Password Stage") },
  {
    name: "default-authentication-mfa-validation",
    kind: stageKind("authenticator-validate", "Authenticator Validation Stage"),
  },
  { name: "default-authentication-login", kind: "user-login-stage" },
  { name: "default-invalidation-logout", kind: stageKind("user-logout", "User Logout Stage") },
  { name: "default-provider-authorization-consent", kind: stageKind("consent", "Consent Stage") },
  { name: "default-user-settings", kind: stageKind("prompt", "Prompt Stage") },
  { name: "default-user-settings-write", kind: stageKind("user-write", "User Write Stage") },
];

interface SeedFlow {
  readonly slug: string;
  readonly name: string;
  readonly title: string;
  readonly designation: string;
  readonly authentication: string;
  /** Names of the stages that are bound, in order. */
  readonly stages: readonly string[];
}

const authentication = ["identification", "password", "mfa-validation", "login"];
const redirecting = { title: "Redirecting to %(app)s", designation: "authorization" };
const signedIn = "require_authenticated";

/** The flows by which people log in and out, and applications get their consent. */
export const flows: readonly SeedFlow[] = [
  {
    slug: "default-authentication-flow",
    name: "Welcome to authentik!",
    title: "Welcome to authentik!",
    designation: "authentication",
    authentication: "none",
    stages: authentication.map((name) => `default-authentication-${name}`),
  },
  {
    slug: "default-invalidation-flow",
    name: "Logout",
    title: "Default Invalidation Flow",
    designation: "invalidation",
    authentication: "none",
    stages: ["default-invalidation-logout"],
  },
  {
    slug: "default-provider-authorization-implicit-consent",
    name: "Authorize Application",
    ...redirecting,
    authentication: signedIn,
    stages: [],
  },
  {
    slug: "default-provider-authorization-explicit-consent",
    name: "Authorize Application",
    ...redirecting,
    authentication: signedIn,
    stages: ["default-provider-authorization-consent"],
  },
  {
    slug: "default-provider-invalidation-flow",
    name: "Logged out of application",
    title: "You've logged out of %(app)s.",
    designation: "invalidation",
    authentication: "none",
    stages: [],
  },
  {
    slug: "default-user-settings-flow",
    name: "User settings",
    title: "Update your info",
    designation: "stage_configuration",
    authentication: signedIn,
    stages: ["default-user-settings", "default-user-settings-write"],
  },
];

const scope = (provider: string, key: string, name: string, title: string): Stored => ({
  managed: `goauthentik.io/providers/${provider}/scope-${key}`,
  name: `authentik default ${title}`,
  scope_name: name,
  // What the server's own mappings say is played by oidc/claims.ts, by their mark.
  expression: "return {}",
});

/** The scope mappings that the server makes itself. */
export const scopes: readonly Stored[] = [
  scope("oauth2", "openid", "openid", "OAuth Mapping: OpenID 'openid'"),
  scope("oauth2", "email", "email", "OAuth Mapping: OpenID 'email'"),
  scope("oauth2", "profile", "profile", "OAuth Mapping: OpenID 'profile'"),
  scope("oauth2", "entitlements", "entitlements", "OAuth Mapping: Application Entitlements"),
  scope("oauth2", "offline_access", "offline_access", "OAuth Mapping: OpenID 'offline_access'"),
  scope("oauth2", "authentik_api", "goauthentik.io/api", "OAuth Mapping: authentik API access"),
  scope("proxy", "proxy", "ak_proxy", "OAuth Mapping: Proxy outpost"),
];
