import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { ApiRequest } from "../../server/messages.ts";
import { textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { now } from "../session/clock.ts";
import { cookie, setCookie, tokenHash } from "../session/cookies.ts";

/** The cookie by which an outpost knows its people: one name per provider. */
export function outpostCookie(provider: Stored): string {
  const digest = createHash("sha256").update(textOf(provider, "client_id")).digest("hex");
  return `authentik_proxy_${digest.slice(0, 8)}`;
}

/** The outpost's `Set-Cookie` value: for the provider's host, or for its whole domain. */
export function setOutpostCookie(provider: Stored, value: string, maxAge?: number): string {
  const domain = provider["mode"] === "forward_domain" ? { domain: textOf(provider, "cookie_domain") } : {};
  const age = maxAge === undefined ? {} : { maxAge };
  const secure = textOf(provider, "external_host").startsWith("https:");
  return setCookie(outpostCookie(provider), value, { secure, ...domain, ...age });
}

/** Who sends a request to a provider's application; undefined when nobody is logged in there. */
export function outpostUser(world: World, provider: Stored, request: Pick<ApiRequest, "headers">): Stored | undefined {
  const session = world.state.outpostSessions[tokenHash(cookie(request, outpostCookie(provider)) ?? "")];
  if (session === undefined || session.expires <= now()) return undefined;
  if (session.provider !== provider["pk"]) return undefined;
  return world.find("user", "pk", session.user);
}

const loginState = z.strictObject({
  /** Where the person wanted to go. */
  rd: z.string(),
  /** Hash of the cookie of the browser that began. */
  browser: z.string(),
});

/** What travels through the login and back. */
export type LoginState = z.infer<typeof loginState>;

const sign = (provider: Stored, text: string): string =>
  createHmac("sha256", textOf(provider, "cookie_secret")).update(text).digest("base64url");

/** The `state` parameter of a login. */
export function sealState(provider: Stored, state: LoginState): string {
  const text = Buffer.from(JSON.stringify(state)).toString("base64url");
  return `${text}.${sign(provider, text)}`;
}

/** Reads a `state` parameter; undefined when this provider did not make it. */
export function openState(provider: Stored, sealed: string): LoginState | undefined {
  const [text = "", signature = ""] = sealed.split(".");
  const [given, own] = [signature, sign(provider, text)].map((one) => Buffer.from(one)) as [Buffer, Buffer];
  if (given.length !== own.length || !timingSafeEqual(given, own)) return undefined;
  return loginState.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
}
