import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { dictionaryOf, listOf, numberOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { durationSeconds } from "../families/durations.ts";
import { takeCode } from "../oidc/token.ts";
import { redirect, refusalPage } from "../page.ts";
import { dropExpired, now } from "../session/clock.ts";
import { cookie, newToken, tokenHash } from "../session/cookies.ts";
import { embedded } from "../families/outposts.ts";
import { isWithin } from "./find.ts";
import type { Served } from "./find.ts";
import { openState, outpostCookie, outpostUser, sealState, setOutpostCookie } from "./session.ts";

/** Where Authentik itself is, for this outpost's people. @param fallback when its config does not say */
function serverAddress(outpost: Stored, fallback: string): string {
  const config = dictionaryOf(outpost, "config");
  const told = textOf(config, "authentik_host_browser") || textOf(config, "authentik_host");
  return (told || fallback).replace(/\/$/, "");
}

/** Nobody is sent to another site: what is not this provider's becomes its start page. */
function safeTarget(provider: Stored, rd: string | null): string {
  const external = new URL(textOf(provider, "external_host"));
  if (rd === null || !URL.canParse(rd)) return external.href;
  const target = new URL(rd);
  const isOwn =
    provider["mode"] === "forward_domain"
      ? isWithin(target.host, textOf(provider, "cookie_domain"))
      : target.host === external.host;
  return isOwn && /^https?:$/.test(target.protocol) ? target.href : external.href;
}

/** /outpost.goauthentik.io/start: to Authentik's authorize page. */
export const answerStart = (request: ApiRequest, served: Served, world: World, base: string): ApiAnswer =>
  sendToLogin(served, request.query.get("rd"), world, base);

/** Begins a login with this provider's client id. @param rd where the person wanted to go */
export function sendToLogin({ provider, outpost }: Served, rd: string | null, world: World, base: string): ApiAnswer {
  const browser = newToken();
  const scopes = listOf(provider, "property_mappings").map((key) => world.byKey(["scope-mapping"], key) ?? {});
  const query = new URLSearchParams({
    client_id: textOf(provider, "client_id"),
    redirect_uri: textOf((listOf(provider, "redirect_uris")[0] ?? {}) as Stored, "url"),
    response_type: "code",
    scope: scopes.map((scope) => textOf(scope, "scope_name")).join(" "),
    state: sealState(provider, { rd: safeTarget(provider, rd), browser: tokenHash(browser) }),
  });
  const location = `${serverAddress(outpost, base)}/application/o/authorize/?${query.toString()}`;
  return redirect(location, setOutpostCookie(provider, browser));
}

/** /outpost.goauthentik.io/callback: only for the browser that began the login. */
export function answerCallback(request: ApiRequest, { provider }: Served, world: World): ApiAnswer {
  const { query } = request;
  const browser = cookie(request, outpostCookie(provider)) ?? "";
  const state = openState(provider, query.get("state") ?? "");
  if (state?.browser !== tokenHash(browser)) {
    return refusalPage(400, "Invalid state", "This login was begun elsewhere or long ago. Open the page again.");
  }
  const grant = takeCode(world, query.get("code"), provider);
  if (grant === undefined) return refusalPage(400, "Login failed", "The authorization code is not valid.");
  const { outpostSessions } = world.state;
  dropExpired(outpostSessions);
  const seconds = durationSeconds(textOf(provider, "access_token_validity")) ?? 86_400;
  // A new value, so that one that was known before the login is worth nothing after it.
  const token = newToken();
  outpostSessions[tokenHash(token)] = {
    user: grant.user,
    since: grant.authenticated,
    expires: now() + seconds,
    provider: numberOf(provider, "pk"),
  };
  return redirect(state.rd, setOutpostCookie(provider, token, seconds));
}

/**
 * /outpost.goauthentik.io/sign_out: ends the session at the outpost, then the one at Authentik. The outpost inside the
 * server crashes over it, and the connection ends without an answer.
 */
export function answerSignOut(request: ApiRequest, served: Served, world: World, base: string): ApiAnswer {
  const { provider, application, outpost } = served;
  if (outpost["managed"] === embedded.managed && outpostUser(world, provider, request) !== undefined)
    return { status: 502, drop: true };
  const key = tokenHash(cookie(request, outpostCookie(provider)) ?? "");
  Reflect.deleteProperty(world.state.outpostSessions, key);
  const slug = textOf(application, "slug");
  const location = `${serverAddress(outpost, base)}/application/o/${slug}/end-session/`;
  return redirect(location, setOutpostCookie(provider, "", 0));
}
