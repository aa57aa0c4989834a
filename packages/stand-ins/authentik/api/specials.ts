import type { ApiAnswer } from "../../server/messages.ts";
import { mayUse } from "../access/decide.ts";
import { notFound } from "../contract/refusal.ts";
import type { Family } from "../engine/family.ts";
import { listBody } from "../engine/list.ts";
import { keyOf, listOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import { application } from "../families/applications.ts";
import { certificate } from "../families/certificates.ts";
import { group } from "../families/groups.ts";
import { defaultConfig } from "../families/outposts.ts";
import { assign, shownPermissions, unassign } from "../families/roles.ts";
import { user } from "../families/users.ts";
import { listServed } from "../outpost/ldap.ts";
import { outpostOfToken } from "../outpost/tokens.ts";
import { hashPassword } from "../session/password.ts";
import { version } from "../version.ts";
import type { ApiCall } from "./answer.ts";
import { namedObject } from "./objects.ts";

type Special = (call: ApiCall) => ApiAnswer;

const inPath = (call: ApiCall, family: Family): Stored =>
  namedObject(call, family, decodeURIComponent(call.path.slice(family.path.length).split("/")[0] ?? ""));

function setMember(call: ApiCall, isMember: boolean): ApiAnswer {
  const key = keyOf(inPath(call, group));
  const member = call.world.find("user", "pk", call.input["pk"]);
  if (member === undefined) throw notFound();
  const others = listOf(member, "groups").filter((one) => one !== key);
  member["groups"] = isMember ? [...others, key] : others;
  return { status: 204 };
}

function checkAccess(call: ApiCall): ApiAnswer {
  const asked = call.request.query.get("for_user");
  const person = call.world.find("user", asked === null ? "username" : "pk", asked ?? "akadmin");
  if (person === undefined) throw notFound();
  const passing = mayUse(person, inPath(call, application), call.world);
  return { status: 200, body: { passing, messages: [], log_messages: [] } };
}

function setPassword(call: ApiCall): ApiAnswer {
  const key = keyOf(inPath(call, user));
  call.world.state.passwords[key] = hashPassword(textOf(call.input, "password"));
  return { status: 204 };
}

/** The word of the path at a place, counted from 0 behind the first slash. */
const word = ({ path }: ApiCall, place: number): string => decodeURIComponent(path.split("/")[place + 1] ?? "");

function viewKey(call: ApiCall): ApiAnswer {
  const key = call.world.state.outpostTokens[keyOf(outpostOfToken(word(call, 2), call.world))];
  if (key === undefined) throw notFound();
  return { status: 200, body: { key } };
}

function setKey(call: ApiCall): ApiAnswer {
  call.world.state.outpostTokens[keyOf(outpostOfToken(word(call, 2), call.world))] = textOf(call.input, "key");
  return { status: 204 };
}

/** Permissions of the role that the query names. */
function rolePermissions({ request: { query }, world, operation: { queryParameters } }: ApiCall): ApiAnswer {
  const rows = shownPermissions(world, query.get("uuid") ?? "");
  const listed = { search: [], ordering: "id", options: ["uuid"], mostAtOnce: 10 };
  return { status: 200, body: listBody(listed, rows, { query, world, view: (row) => row }, queryParameters) };
}

/**
 * Applications. Without `superuser_full_list` the server lists what the token's user may use, from a cache that knows
 * no filter; only a search passes it by.
 */
function listApplications({ request: { query }, world, operation: { queryParameters } }: ApiCall): ApiAnswer {
  const view = (one: Stored): Stored => application.view(one, { query, world });
  const isFull = query.get("superuser_full_list")?.toLowerCase() === "true";
  const owner = world.find("user", "username", "akadmin") ?? {};
  const all = world.all("application");
  const listed = isFull ? all : all.filter((one) => mayUse(owner, one, world));
  const known = isFull || (query.get("search") ?? "") !== "" ? queryParameters : new Set<string>();
  return { status: 200, body: listBody(application, listed, { query, world, view }, known) };
}

const shown = (field: string): Special => {
  return (call) => ({ status: 200, body: { data: textOf(inPath(call, certificate), field) } });
};

const config = {
  error_reporting: { enabled: false, sentry_dsn: "", environment: "customer", send_pii: false, traces_sample_rate: 0 },
  capabilities: ["can_save_media", "can_impersonate"],
  cache_timeout: 300,
  cache_timeout_flows: 300,
  cache_timeout_policies: 300,
};

const versions = {
  version_current: version,
  version_latest: version,
  version_latest_valid: true,
  build_hash: "",
  outdated: false,
  outpost_outdated: false,
};

/** What is no object of its own, by method and the contract's path. */
export const specials: Readonly<Record<string, Special>> = {
  "GET /root/config/": () => ({ status: 200, body: config }),
  "GET /admin/version/": () => ({ status: 200, body: versions }),
  "GET /outposts/instances/default_settings/": ({ base }) => ({
    status: 200,
    body: { config: defaultConfig(`${base}/`) },
  }),
  "GET /outposts/ldap/": ({ request: { query }, world, outpost, operation }) =>
    listServed({ query, world }, outpost, operation.queryParameters),
  // Of all tokens only those of outposts are played.
  "GET /core/tokens/{identifier}/view_key/": viewKey,
  "POST /core/tokens/{identifier}/set_key/": setKey,
  "POST /rbac/permissions/assigned_by_roles/{uuid}/assign/": (call) => assign(call.world, word(call, 3), call.input),
  "PATCH /rbac/permissions/assigned_by_roles/{uuid}/unassign/": (call) =>
    unassign(call.world, word(call, 3), call.input),
  "GET /rbac/permissions/roles/": rolePermissions,
  "POST /core/users/{id}/set_password/": setPassword,
  "POST /core/groups/{group_uuid}/add_user/": (call) => setMember(call, true),
  "POST /core/groups/{group_uuid}/remove_user/": (call) => setMember(call, false),
  "GET /core/applications/": listApplications,
  "GET /core/applications/{slug}/check_access/": checkAccess,
  "GET /crypto/certificatekeypairs/{kp_uuid}/view_certificate/": shown("certificate_data"),
  "GET /crypto/certificatekeypairs/{kp_uuid}/view_private_key/": shown("key_data"),
};
