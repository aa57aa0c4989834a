import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { listOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import { checkDurations } from "./durations.ts";
import { newClientId, newClientSecret } from "./oauth2.ts";
import {
  federationReferences,
  providerDefaults,
  providerFamily,
  providerFilters,
  providerReferences,
  servedView,
} from "./providers.ts";

const fields = [
  ...["client_id", "internal_host", "external_host", "internal_host_ssl_validation", "certificate", "skip_path_regex"],
  ...["basic_auth_enabled", "basic_auth_password_attribute", "basic_auth_user_attribute", "mode"],
  ...["intercept_header_auth", "redirect_uris", "cookie_domain", "jwt_federation_sources", "jwt_federation_providers"],
  ...["access_token_validity", "refresh_token_validity"],
];

/** The scopes that the server adds to every proxy provider, whatever the request says. */
const ownScopes = [
  "oauth2/scope-openid",
  "oauth2/scope-profile",
  "oauth2/scope-email",
  "oauth2/scope-entitlements",
  "proxy/scope-proxy",
];

/**
 * Both rules look at the request alone, not at what the provider already has: an update has to say
 * `mode`, `internal_host` and the attributes again (authentik/providers/proxy/api.py).
 */
function check(change: Change): void {
  const { input, method } = change;
  checkDurations(change, ["access_token_validity", "refresh_token_validity"]);
  const attributes = ["basic_auth_password_attribute", "basic_auth_user_attribute"];
  if (input["basic_auth_enabled"] === true && attributes.some((field) => textOf(input, field) === "")) {
    throw invalid("basic_auth_enabled", "User and password attributes must be set when basic auth is enabled.");
  }
  const mode = input["mode"] ?? "proxy";
  if (
    mode === "proxy" &&
    textOf(input, "internal_host") === "" &&
    !(method === "PATCH" && input["mode"] === undefined)
  ) {
    throw invalid("internal_host", "Internal host cannot be empty when forward auth is disabled.");
  }
}

function complete({ object, world }: Change): void {
  const own = ownScopes.map(
    (scope) => world.find("scope-mapping", "managed", `goauthentik.io/providers/${scope}`)?.["pk"],
  );
  const wanted = [...listOf(object, "property_mappings"), ...own.filter((key) => key !== undefined)];
  object["property_mappings"] = [...new Set(wanted)];
  const host = textOf(object, "external_host").replace(/\/$/, "");
  const signature = "?X-authentik-auth-callback=true";
  object["redirect_uris"] = [`${host}/outpost.goauthentik.io/callback${signature}`, `${host}${signature}`].map(
    (url) => ({
      matching_mode: "strict",
      url,
    }),
  );
}

const defaults = (): Stored => ({
  ...providerDefaults,
  client_id: newClientId(),
  client_secret: newClientSecret(),
  cookie_secret: newClientSecret(),
  internal_host: "",
  internal_host_ssl_validation: true,
  certificate: null,
  skip_path_regex: "",
  basic_auth_enabled: false,
  basic_auth_password_attribute: "",
  basic_auth_user_attribute: "",
  mode: "proxy",
  intercept_header_auth: true,
  cookie_domain: "",
  jwt_federation_sources: [],
  jwt_federation_providers: [],
  access_token_validity: "hours=24",
  refresh_token_validity: "days=30",
});

/** Proxy providers: forward auth and reverse proxy. */
export const proxy: Family = {
  ...providerFamily,
  name: "proxy",
  path: "/providers/proxy/",
  defaults,
  references: { ...providerReferences, ...federationReferences, certificate: { to: ["certificate"], gone: "null" } },
  secrets: ["client_secret", "cookie_secret"],
  check,
  complete,
  view: (provider, { world }) => servedView(provider, world, fields),
  filters: {
    ...providerFilters,
    authorization_flow__slug__iexact: (provider, value, world) =>
      world.byKey(["flow"], provider["authorization_flow"])?.["slug"] === value,
  },
};
