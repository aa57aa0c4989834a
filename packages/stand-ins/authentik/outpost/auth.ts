import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { mayUse } from "../access/decide.ts";
import { notPlayed } from "../contract/refusal.ts";
import { textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { entitlementNames, groupNames, subject } from "../oidc/claims.ts";
import { refusalPage } from "../page.ts";
import { askedHost, header } from "./find.ts";
import type { Served } from "./find.ts";
import { sendToLogin } from "./login.ts";
import { outpostUser } from "./session.ts";

/** The address that the person asked for. */
function askedUrl(request: ApiRequest, external: string): URL {
  const scheme = header(request, "x-forwarded-proto") ?? new URL(external).protocol.replace(":", "");
  // The URI may hold commas, so it is not cut at one.
  const uri = request.headers["x-forwarded-uri"];
  return new URL(`${scheme}://${askedHost(request)}${typeof uri === "string" ? uri : "/"}`);
}

/** An outpost reads Go's regular expressions; nearly all of them are JavaScript's as well. */
function readPattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw notPlayed(`the regular expression ${pattern}`);
  }
}

/** One regular expression a line; of a single host they see the path, of a domain the whole address. */
function isSkipped(provider: Stored, url: URL): boolean {
  const patterns = textOf(provider, "skip_path_regex").split("\n");
  const tested = provider["mode"] === "forward_domain" ? url.href : url.pathname;
  return patterns.some((pattern) => pattern.trim() !== "" && readPattern(pattern.trim()).test(tested));
}

function identity(user: Stored, { provider, application, outpost }: Served, world: World): Record<string, string> {
  return {
    "x-authentik-username": textOf(user, "username"),
    "x-authentik-groups": groupNames(user, world).join("|"),
    "x-authentik-entitlements": entitlementNames(user, application, world).join("|"),
    "x-authentik-email": textOf(user, "email"),
    "x-authentik-name": textOf(user, "name"),
    "x-authentik-uid": subject(provider, user),
    "x-authentik-meta-outpost": textOf(outpost, "name"),
    "x-authentik-meta-provider": textOf(provider, "name"),
    "x-authentik-meta-app": textOf(application, "slug"),
  };
}

/** A header carries Latin-1 on the wire; this hands UTF-8 through it, as Go's servers do. */
const asBytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/**
 * What Caddy's forward_auth asks: 200 with who it is, 302 straight to Authentik's authorize page, 403.
 * Access is looked at in every request; a real outpost looks when the login is made, and a group that is
 * taken away afterwards matters to it only when the session ends.
 */
export function answerAuth(request: ApiRequest, served: Served, world: World, base: string): ApiAnswer {
  const { provider, application } = served;
  const external = textOf(provider, "external_host").replace(/\/$/, "");
  const url = askedUrl(request, external);
  const user = outpostUser(world, provider, request);
  if (user === undefined) {
    if (isSkipped(provider, url) || url.pathname.startsWith("/outpost.goauthentik.io/")) return { status: 200 };
    return sendToLogin(served, url.href, world, base);
  }
  if (!mayUse(user, application, world)) {
    return isSkipped(provider, url)
      ? { status: 200 }
      : refusalPage(403, "Permission denied", "Request has been denied.");
  }
  const headers = Object.entries(identity(user, served, world)).map(([name, value]) => [name, asBytes(value)] as const);
  return { status: 200, headers: Object.fromEntries(headers) };
}
