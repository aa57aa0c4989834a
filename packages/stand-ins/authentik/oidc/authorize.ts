import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { mayUse } from "../access/decide.ts";
import type { Grant } from "../engine/state.ts";
import { numberOf, textOf } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { durationSeconds } from "../families/durations.ts";
import { redirect, refusalPage } from "../page.ts";
import { dropExpired, now } from "../session/clock.ts";
import { newToken, tokenHash } from "../session/cookies.ts";
import { loggedIn, loginPage } from "../session/sessions.ts";
import type { LoggedIn } from "../session/sessions.ts";
import { clientById } from "./clients.ts";
import { asksConsent, consentPage } from "./consent.ts";
import type { Client } from "./clients.ts";
import { allowsRedirect } from "./redirect-uris.ts";

function backTo(uri: string, query: URLSearchParams, told: Record<string, string>): ApiAnswer {
  const state = query.get("state");
  const answer = new URLSearchParams({ ...told, ...(state === null ? {} : { state }) });
  // Joined as text: an application's own scheme would be rewritten by a URL object.
  return redirect(`${uri}${uri.includes("?") ? "&" : "?"}${answer.toString()}`);
}

function challenge(query: URLSearchParams): Pick<Grant, "challenge"> {
  const value = query.get("code_challenge");
  const method = query.get("code_challenge_method") === "S256" ? "S256" : "plain";
  return value === null ? {} : { challenge: { method, value } };
}

function newCode(world: World, { provider }: Client, { user, since }: LoggedIn, query: URLSearchParams): string {
  const { codes } = world.state;
  dropExpired(codes);
  const code = newToken();
  const nonce = query.get("nonce");
  codes[tokenHash(code)] = {
    provider: numberOf(provider, "pk"),
    user: numberOf(user, "pk"),
    expires: now() + (durationSeconds(textOf(provider, "access_code_validity")) ?? 60),
    scopes: (query.get("scope") ?? "").split(" ").filter((scope) => scope !== ""),
    redirectUri: query.get("redirect_uri") ?? "",
    authenticated: since,
    ...(nonce === null ? {} : { nonce }),
    ...challenge(query),
  };
  return code;
}

/** /application/o/authorize/: a GET, or the POST of the form that asks for consent. */
export function answerAuthorize(request: ApiRequest, world: World): ApiAnswer {
  const { query } = request;
  const client = clientById(world, query.get("client_id"));
  if (client === undefined) {
    return refusalPage(400, "Client ID Error", "The client identifier (client_id) is missing or invalid.");
  }
  const uri = query.get("redirect_uri") ?? "";
  if (!allowsRedirect(client.provider, uri)) {
    const why = "The request fails due to a missing, invalid, or mismatching redirection URI (redirect_uri).";
    return refusalPage(400, "Redirect URI Error", why);
  }
  if (query.get("response_type") !== "code") return backTo(uri, query, { error: "unsupported_response_type" });
  const person = loggedIn(world, request);
  if (person === undefined) {
    if (query.get("prompt") === "none") return backTo(uri, query, { error: "login_required" });
    return redirect(loginPage(world, `${request.path}?${query.toString()}`));
  }
  if (!mayUse(person.user, client.application, world)) {
    return refusalPage(403, "Permission denied", "Request has been denied.");
  }
  if (request.method !== "POST" && asksConsent(client, world)) return consentPage(client, query, world);
  return backTo(uri, query, { code: newCode(world, client, person, query) });
}
