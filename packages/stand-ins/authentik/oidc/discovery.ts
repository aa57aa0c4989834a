import { listOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { issuer } from "./clients.ts";
import type { Client } from "./clients.ts";
import { signingAlgorithm } from "./signing.ts";

const claimNames = [
  ...["sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "nonce", "email", "email_verified"],
  ...["name", "given_name", "preferred_username", "nickname", "groups"],
];

/** /.well-known/openid-configuration of a client: only what this stand-in plays. */
export function discovery(client: Client, world: World, base: string): Stored {
  const own = `${base}/application/o/${textOf(client.application, "slug")}/`;
  const mappings = listOf(client.provider, "property_mappings").flatMap(
    (key) => world.byKey(["scope-mapping"], key)?.["scope_name"] ?? [],
  );
  return {
    issuer: issuer(client, base),
    authorization_endpoint: `${base}/application/o/authorize/`,
    token_endpoint: `${base}/application/o/token/`,
    userinfo_endpoint: `${base}/application/o/userinfo/`,
    end_session_endpoint: `${own}end-session/`,
    jwks_uri: `${own}jwks/`,
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    id_token_signing_alg_values_supported: [signingAlgorithm(client.provider, world)],
    subject_types_supported: ["public"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    scopes_supported: [...new Set(mappings)],
    claims_supported: claimNames,
    code_challenge_methods_supported: ["plain", "S256"],
    request_parameter_supported: false,
    claims_parameter_supported: false,
  };
}
