import { z } from "zod";
import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { readJson } from "../../server/messages.ts";
import { keyOf } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { escapeHtml, page, redirect } from "../page.ts";
import { isPassword } from "./password.ts";
import { startSession } from "./sessions.ts";

const loginBody = z.strictObject({ username: z.string() });

/**
 * POST /_stand-in/login {"username": …}: logs an existing user in without a password, for tests that have
 * no browser. The answer sets the session cookie and says it as `cookie`, ready for a Cookie header.
 */
export function answerLogin(request: Omit<ApiRequest, "lost">, world: World, secure: boolean): ApiAnswer {
  const read = loginBody.safeParse(readJson({ ...request, lost: false }));
  if (!read.success) return { status: 400, body: { problem: 'the body is to be {"username": "…"}' } };
  const user = world.find("user", "username", read.data.username);
  if (user === undefined) return { status: 404, body: { problem: `there is no user ${read.data.username}` } };
  if (user["is_active"] === false) return { status: 403, body: { problem: "the user is not active" } };
  const cookie = startSession(world, user, secure);
  return { status: 200, body: { cookie: cookie.split(";")[0] }, headers: { "set-cookie": cookie } };
}

function form(status: number, next: string, problem: string): ApiAnswer {
  const fields = `<p><input name="username" autofocus> <input name="password" type="password"> <button>Log in</button></p>`;
  const target = `<input type="hidden" name="next" value="${escapeHtml(next)}">`;
  return page(status, "Log in", `<form method="post"><p>${escapeHtml(problem)}</p>${target}${fields}</form>`);
}

/** Only a path on this server, never another site. */
const ownPath = (next: string | null): string => (next !== null && /^\/(?![/\\])/.test(next) ? next : "/if/user/");

/** The page of the login flow: one form instead of Authentik's stages. */
export function answerLoginPage(request: ApiRequest, world: World, secure: boolean): ApiAnswer {
  if (request.method === "GET") return form(200, ownPath(request.query.get("next")), "");
  const sent = new URLSearchParams(request.text);
  const next = ownPath(sent.get("next"));
  const user = world.find("user", "username", sent.get("username"));
  const hash = user === undefined ? undefined : world.state.passwords[keyOf(user)];
  if (user === undefined || user["is_active"] === false || !isPassword(sent.get("password") ?? "", hash)) {
    return form(401, next, "No active user has this name and password.");
  }
  return redirect(next, startSession(world, user, secure));
}
