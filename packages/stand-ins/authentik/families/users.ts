import { randomUUID } from "node:crypto";
import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { listOf, numberOf, pick, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { groupsWithParents } from "../access/membership.ts";
import { partialGroup, partialUser, userUid } from "./partial.ts";

function check({ input, world, object }: Change): void {
  if (textOf(input, "path").split("/").includes("") && input["path"] !== undefined) {
    throw invalid("path", "No empty segments in user path allowed.");
  }
  const namesake = world.find("user", "username", input["username"]);
  if (namesake !== undefined && namesake["pk"] !== object["pk"]) {
    throw invalid("username", "A user with that username already exists.");
  }
}

function complete({ object, before, world }: Change): void {
  const now = new Date().toISOString();
  object["last_updated"] = now;
  if (before !== undefined) return;
  const made = { uuid: randomUUID(), date_joined: now, password_change_date: now };
  Object.assign(object, made, { uid: userUid(numberOf(object, "pk"), world.state.secretKey) });
}

function view(user: Stored, world: World, query: URLSearchParams): Stored {
  const groups = world.byKeys(["group"], listOf(user, "groups"));
  const shown = (option: string): boolean => query.get(option)?.toLowerCase() !== "false";
  return {
    ...partialUser(user),
    ...pick(user, ["path", "type", "uuid", "date_joined", "password_change_date", "last_updated"]),
    is_superuser: groupsWithParents(user, world).some((group) => group["is_superuser"] === true),
    groups: listOf(user, "groups"),
    groups_obj: shown("include_groups") ? groups.map(partialGroup) : null,
    roles: listOf(user, "roles"),
    roles_obj: shown("include_roles")
      ? world.byKeys(["role"], listOf(user, "roles")).map((one) => pick(one, ["pk", "name"]))
      : null,
    avatar: "/static/dist/assets/images/user_default.png",
  };
}

/** Users. Their passwords are no part of the object; see set_password. */
export const user: Family = {
  name: "user",
  path: "/core/users/",
  title: "user",
  key: "user",
  defaults: () => ({ is_active: true, last_login: null, email: "", attributes: {}, path: "users", type: "internal" }),
  // The serializer has a default of its own for these, so a PUT without them empties them.
  putResets: { groups: [], roles: [] },
  references: {
    groups: { to: ["group"], gone: "out of the list" },
    roles: { to: ["role"], gone: "out of the list" },
  },
  unique: {},
  search: ["username", "name", "email", "uuid"],
  ordering: "username",
  check,
  complete,
  view: (object, { world, query }) => view(object, world, query),
  filters: {
    groups_by_pk: (object, value) => listOf(object, "groups").includes(value),
    groups_by_name: (object, value, world) =>
      listOf(object, "groups").includes(world.find("group", "name", value)?.["pk"]),
    path_startswith: (object, value) => textOf(object, "path").startsWith(value),
  },
  options: ["include_groups", "include_roles"],
};
