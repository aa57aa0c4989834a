import { z } from "zod";
import { bearerToken, readJson } from "../../server/messages.ts";
import type { ApiAnswer, ApiRequest } from "../../server/messages.ts";
import { mayUse } from "../access/decide.ts";
import type { ViewContext } from "../engine/family.ts";
import { listBody } from "../engine/list.ts";
import { keyOf, listOf, pick, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { applicationOf } from "../families/providers.ts";
import { maySearch } from "../families/roles.ts";
import { isPassword } from "../session/password.ts";
import { outpostWith } from "./tokens.ts";

const fields = [
  ...["pk", "name", "base_dn", "certificate", "tls_server_name", "uid_start_number", "gid_start_number"],
  ...["search_mode", "bind_mode", "mfa_support"],
];

function view(provider: Stored, world: World): Stored {
  const slug = (key: string): string => textOf(world.byKey(["flow"], provider[key]) ?? {}, "slug");
  return {
    ...pick(provider, fields),
    bind_flow_slug: slug("authorization_flow"),
    unbind_flow_slug: slug("invalidation_flow"),
    application_slug: textOf(applicationOf(provider, world) ?? {}, "slug"),
  };
}

/** What an outpost serves; everything for an administrator. A provider that no application uses is not among it. */
function served(world: World, outpost: Stored | undefined): Stored[] {
  const keys = outpost === undefined ? undefined : listOf(outpost, "providers").map(String);
  return world
    .all("ldap")
    .filter((one) => applicationOf(one, world) !== undefined && (keys === undefined || keys.includes(keyOf(one))));
}

/** GET /outposts/ldap/: how an outpost learns what it is to serve. */
export function listServed(context: ViewContext, outpost: Stored | undefined, known: ReadonlySet<string>): ApiAnswer {
  const { world } = context;
  const shown = { ...context, view: (provider: Stored) => view(provider, world) };
  const listed = { search: ["name"], ordering: "name" } as const;
  return { status: 200, body: listBody(listed, served(world, outpost), shown, known) };
}

const bindBody = z.strictObject({ provider: z.number(), username: z.string(), password: z.string() });

/**
 * POST /_stand-in/ldap/bind {provider, username, password}, with the outpost's token: what the real outpost finds out by
 * playing the login flow, asking for the access and then for the user. `code` is LDAP's own: 0 success,
 * 49 invalid credentials, 50 insufficient access rights.
 */
export function answerBind(request: Omit<ApiRequest, "lost">, world: World): ApiAnswer {
  const asked = { ...request, lost: false };
  const outpost = outpostWith(bearerToken(asked) ?? "", world);
  if (outpost === undefined) return { status: 403, body: { problem: "the token is no outpost's" } };
  const read = bindBody.safeParse(readJson(asked));
  if (!read.success) return { status: 400, body: { problem: "the body is to be {provider, username, password}" } };
  const { provider: key, username, password } = read.data;
  const provider = served(world, outpost).find((one) => one["pk"] === key);
  if (provider === undefined) return { status: 404, body: { problem: `the outpost does not serve provider ${key}` } };
  return { status: 200, body: bind(world, provider, { username, password }) };
}

function bind(world: World, provider: Stored, given: { readonly username: string; readonly password: string }): Stored {
  const user = world.find("user", "username", given.username);
  const hash = user === undefined ? undefined : world.state.passwords[keyOf(user)];
  if (user === undefined || user["is_active"] === false || !isPassword(given.password, hash)) return { code: 49 };
  if (!mayUse(user, applicationOf(provider, world) ?? {}, world)) return { code: 50 };
  return { code: 0, user: user["pk"], search: maySearch(user, provider, world) };
}
