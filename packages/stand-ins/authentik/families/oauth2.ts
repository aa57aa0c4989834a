import { randomBytes } from "node:crypto";
import { isPattern } from "../../server/pattern.ts";
import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { listOf, pick } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import { checkDurations } from "./durations.ts";
import {
  applicationOf,
  federationReferences,
  providerDefaults,
  providerFamily,
  providerFilters,
  providerReferences,
  providerView,
} from "./providers.ts";

const validities = [
  "access_code_validity",
  "access_token_validity",
  "refresh_token_validity",
  "refresh_token_threshold",
];

const fields = [
  ...["client_type", "client_id", "client_secret", ...validities, "include_claims_in_id_token"],
  ...["signing_key", "encryption_key", "redirect_uris", "logout_uri", "logout_method", "sub_mode", "issuer_mode"],
  ...["jwt_federation_sources", "jwt_federation_providers"],
];

/** 40 letters and digits, as the server makes a client id. */
export function newClientId(): string {
  return randomBytes(64).toString("base64url").replaceAll(/[-_]/g, "").slice(0, 40);
}

/** 128 letters and digits, as the server makes a client secret. */
export function newClientSecret(): string {
  return randomBytes(160).toString("base64url").replaceAll(/[-_]/g, "").slice(0, 128);
}

function checkRedirectUris({ input }: Change): void {
  for (const uri of listOf(input, "redirect_uris") as Stored[]) {
    if (uri["matching_mode"] === "regex" && !isPattern(String(uri["url"]))) {
      throw invalid("redirect_uris", `Invalid Regex Pattern: ${String(uri["url"])}`);
    }
  }
}

const defaults = (): Stored => ({
  ...providerDefaults,
  client_type: "confidential",
  client_id: newClientId(),
  client_secret: newClientSecret(),
  access_code_validity: "minutes=1",
  access_token_validity: "hours=1",
  refresh_token_validity: "days=30",
  refresh_token_threshold: "seconds=0",
  include_claims_in_id_token: true,
  signing_key: null,
  encryption_key: null,
  logout_uri: "",
  logout_method: "backchannel",
  sub_mode: "hashed_user_id",
  issuer_mode: "per_provider",
  jwt_federation_sources: [],
  jwt_federation_providers: [],
});

/** OAuth2/OpenID providers. */
export const oauth2: Family = {
  ...providerFamily,
  name: "oauth2",
  path: "/providers/oauth2/",
  defaults,
  references: {
    ...providerReferences,
    ...federationReferences,
    signing_key: { to: ["certificate"], gone: "null" },
    encryption_key: { to: ["certificate"], gone: "null" },
  },
  unique: { ...providerFamily.unique, client_id: ["oauth2", "proxy"] },
  secrets: ["client_secret"],
  check: (change) => {
    checkDurations(change, validities);
    checkRedirectUris(change);
  },
  view: (provider, { world }) => ({ ...providerView(provider, world), ...pick(provider, fields) }),
  filters: {
    ...providerFilters,
    application: (provider, value, world) => applicationOf(provider, world)?.["pk"] === value,
  },
};
