import type { ApiRequest } from "../../server/messages.ts";
import { keyOf, numberOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { durationSeconds } from "../families/durations.ts";
import { dropExpired, now } from "./clock.ts";
import { cookie, newToken, setCookie, tokenHash } from "./cookies.ts";

/** The cookie of a person who is logged in at Authentik itself. */
const sessionCookie = "authentik_session";

// How long the server keeps a session whose cookie ends with the browser.
const serverSeconds = 14 * 86_400;

/** A person who is logged in. */
export interface LoggedIn {
  readonly user: Stored;
  /** When, in seconds since 1970. */
  readonly since: number;
}

/** The flow by which people log in: the default brand's. */
export function loginFlow(world: World): Stored | undefined {
  const brand = world.all("brand").find((one) => one["default"] === true);
  return world.byKey(["flow"], brand?.["flow_authentication"]);
}

/** Where somebody who is not logged in is sent. @param next where they go afterwards, on this server */
export function loginPage(world: World, next: string): string {
  const slug = textOf(loginFlow(world) ?? { slug: "default-authentication-flow" }, "slug");
  return `/if/flow/${slug}/?${new URLSearchParams({ next }).toString()}`;
}

/** Seconds that the login flow's user login stage gives a session; 0 = until the browser ends. */
function sessionSeconds(world: World): number {
  const flow = loginFlow(world);
  const bindings = flow === undefined ? [] : world.holding("flow-binding", "target", keyOf(flow));
  const stages = world.byKeys(
    ["user-login-stage"],
    bindings.map(({ stage }) => stage),
  );
  return durationSeconds(textOf(stages[0] ?? {}, "session_duration")) ?? 0;
}

/**
 * Logs a user in.
 * @returns the `Set-Cookie` value
 */
export function startSession(world: World, user: Stored, secure: boolean): string {
  const { sessions } = world.state;
  dropExpired(sessions);
  const token = newToken();
  const seconds = sessionSeconds(world);
  const lasts = seconds > 0 ? seconds : serverSeconds;
  sessions[tokenHash(token)] = { user: numberOf(user, "pk"), since: now(), expires: now() + lasts };
  user["last_login"] = new Date().toISOString();
  return setCookie(sessionCookie, token, seconds > 0 ? { secure, maxAge: seconds } : { secure });
}

/** Who sends a request; undefined when nobody is logged in. */
export function loggedIn(world: World, request: Pick<ApiRequest, "headers">): LoggedIn | undefined {
  const session = world.state.sessions[tokenHash(cookie(request, sessionCookie) ?? "")];
  if (session === undefined || session.expires <= now()) return undefined;
  const user = world.find("user", "pk", session.user);
  return user === undefined || user["is_active"] === false ? undefined : { user, since: session.since };
}

/** Logs out whoever sends a request, at the outposts too. */
export function endSession(world: World, request: Pick<ApiRequest, "headers">): void {
  const { sessions, outpostSessions } = world.state;
  const key = tokenHash(cookie(request, sessionCookie) ?? "");
  const ended = sessions[key];
  Reflect.deleteProperty(sessions, key);
  for (const [one, { user, since }] of Object.entries(outpostSessions))
    if (user === ended?.user && since === ended.since) Reflect.deleteProperty(outpostSessions, one);
}
