import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { Refusal } from "../contract/refusal.ts";
import type { Grant } from "../engine/state.ts";
import { listOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { durationSeconds } from "../families/durations.ts";
import { dropExpired, now } from "../session/clock.ts";
import { newToken, tokenHash } from "../session/cookies.ts";
import { claims } from "./claims.ts";
import { clientById, issuer } from "./clients.ts";
import type { Client } from "./clients.ts";

/** An ID token's content and whose it is, still to be signed. */
export interface Granted {
  readonly client: Client;
  readonly payload: Stored;
  /** The answer without the ID token. */
  readonly body: Stored;
}

const descriptions: Readonly<Record<string, string>> = {
  invalid_client: "Client authentication failed (e.g., unknown client, no client authentication included)",
  invalid_grant: "The provided authorization grant is invalid, expired, revoked, or made for another client or URI",
  unsupported_grant_type: "The authorization grant type is not supported by this stand-in",
};

const tokenError = (error: string): Refusal =>
  new Refusal(400, { error, error_description: descriptions[error] ?? error });

function credentials({ headers }: ApiRequest, sent: URLSearchParams): [id: string | null, secret: string] {
  const basic = /^Basic +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (basic === undefined) return [sent.get("client_id"), sent.get("client_secret") ?? ""];
  const [id = "", ...secret] = Buffer.from(basic, "base64").toString().split(":");
  return [decodeURIComponent(id), decodeURIComponent(secret.join(":"))];
}

function sameText(one: string, other: string): boolean {
  const digests = [one, other].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(...digests);
}

function authenticate(request: ApiRequest, sent: URLSearchParams, world: World): Client {
  const [id, secret] = credentials(request, sent);
  const client = clientById(world, id);
  if (client === undefined) throw tokenError("invalid_client");
  const isConfidential = client.provider["client_type"] !== "public";
  if (isConfidential && !sameText(secret, textOf(client.provider, "client_secret"))) throw tokenError("invalid_client");
  return client;
}

function isChallengeMet({ challenge }: Grant, verifier: string): boolean {
  if (challenge === undefined) return true;
  const { method, value } = challenge;
  return sameText(value, method === "S256" ? createHash("sha256").update(verifier).digest("base64url") : verifier);
}

/**
 * Uses up an authorization code.
 * @returns what it stands for; undefined when it is used, expired or another client's
 */
export function takeCode(world: World, code: string | null, provider: Stored): Grant | undefined {
  const { codes } = world.state;
  const key = tokenHash(code ?? "");
  const grant = codes[key];
  if (grant === undefined || grant.provider !== provider["pk"]) return undefined;
  Reflect.deleteProperty(codes, key);
  return grant.expires > now() ? grant : undefined;
}

function idToken({ client, grant, base, seconds }: Issue, user: Stored, told: Stored): Stored {
  const { provider } = client;
  return {
    iss: issuer(client, base),
    aud: provider["client_id"],
    iat: now(),
    exp: now() + seconds,
    auth_time: grant.authenticated,
    acr: "goauthentik.io/providers/oauth2/default",
    ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
    ...(provider["include_claims_in_id_token"] === false ? { sub: told["sub"] } : told),
    uid: textOf(user, "uuid"),
  };
}

interface Issue {
  readonly client: Client;
  readonly grant: Grant;
  readonly base: string;
  readonly seconds: number;
}

/** What an authorization code, or a refresh token, is exchanged for. */
function exchanged(sent: URLSearchParams, world: World, { provider }: Client): Grant {
  switch (sent.get("grant_type") ?? "") {
    case "authorization_code": {
      const grant = takeCode(world, sent.get("code"), provider);
      if (grant === undefined || !isChallengeMet(grant, sent.get("code_verifier") ?? ""))
        throw tokenError("invalid_grant");
      if (grant.redirectUri !== sent.get("redirect_uri")) throw tokenError("invalid_grant");
      return grant;
    }
    case "refresh_token": {
      const key = tokenHash(sent.get("refresh_token") ?? "");
      const grant = world.state.refreshTokens[key];
      Reflect.deleteProperty(world.state.refreshTokens, key);
      if (grant === undefined || grant.provider !== provider["pk"] || grant.expires <= now())
        throw tokenError("invalid_grant");
      return grant;
    }
    default:
      throw tokenError("unsupported_grant_type");
  }
}

/** Given out for the scope `offline_access` alone, and only where the provider has a mapping for it. */
function refreshToken(grant: Grant, { provider }: Client, world: World): { refresh_token?: string } {
  const mapped = world
    .byKeys(["scope-mapping"], listOf(provider, "property_mappings"))
    .map(({ scope_name: name }) => name);
  if (!grant.scopes.includes("offline_access") || !mapped.includes("offline_access")) return {};
  const seconds = durationSeconds(textOf(provider, "refresh_token_validity")) ?? 30 * 86_400;
  const token = newToken();
  dropExpired(world.state.refreshTokens);
  world.state.refreshTokens[tokenHash(token)] = { ...grant, expires: now() + seconds };
  return { refresh_token: token };
}

/**
 * /application/o/token/, up to the signature: authorization codes and refresh tokens. The access token is no JWT here,
 * unlike Authentik's.
 * @throws Refusal with an OAuth2 error
 */
export function grantToken(request: ApiRequest, world: World, base: string): Granted {
  const sent = new URLSearchParams(request.text);
  const client = authenticate(request, sent, world);
  const grant = exchanged(sent, world, client);
  const user = world.find("user", "pk", grant.user);
  if (user === undefined) throw tokenError("invalid_grant");
  const seconds = durationSeconds(textOf(client.provider, "access_token_validity")) ?? 3600;
  const token = newToken();
  dropExpired(world.state.tokens);
  world.state.tokens[tokenHash(token)] = { ...grant, expires: now() + seconds };
  const told = claims(client, user, grant.scopes, world);
  const renewal = refreshToken(grant, client, world);
  const body = {
    ...renewal,
    access_token: token,
    token_type: "Bearer",
    scope: grant.scopes.join(" "),
    expires_in: seconds,
  };
  return { client, payload: idToken({ client, grant, base, seconds }, user, told), body };
}

/** /application/o/userinfo/ for an access token. */
export function answerUserinfo(token: string | undefined, world: World): ApiAnswer {
  const grant = world.state.tokens[tokenHash(token ?? "")];
  const user = world.find("user", "pk", grant?.user);
  const provider = world.provider(grant?.provider);
  const client = provider === undefined ? undefined : clientById(world, textOf(provider, "client_id"));
  if (grant === undefined || grant.expires <= now() || user === undefined || client === undefined) {
    return { status: 401, headers: { "www-authenticate": 'error="invalid_token"' } };
  }
  return { status: 200, body: claims(client, user, grant.scopes, world) };
}
