import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { keyOf, listOf, pick } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { partialGroup, partialUser } from "./partial.ts";

const related = (group: Stored): Stored => ({
  ...pick(group, ["pk", "name", "is_superuser", "attributes"]),
  group_uuid: group["pk"],
});

/** Membership is kept with the user; `users` of a group is the same thing seen from the other side. */
function setMembers({ object, world }: Change): void {
  const { users } = object;
  Reflect.deleteProperty(object, "users");
  if (!Array.isArray(users)) return;
  const key = keyOf(object);
  for (const user of world.all("user")) {
    const others = listOf(user, "groups").filter((group) => group !== key);
    user["groups"] = users.includes(user["pk"]) ? [...others, key] : others;
  }
}

function check({ input, object }: Change): void {
  if (listOf(input, "parents").includes(object["pk"]))
    throw invalid("parents", "Cannot set group as parent of itself.");
}

function view(group: Stored, world: World, query: URLSearchParams): Stored {
  const wanted = (option: string, fallback: boolean): boolean =>
    (query.get(option)?.toLowerCase() ?? String(fallback)) === "true";
  const members = world.holding("user", "groups", keyOf(group));
  const children = world.holding("group", "parents", keyOf(group));
  const parents = world.byKeys(["group"], listOf(group, "parents"));
  return {
    ...partialGroup(group),
    parents: listOf(group, "parents"),
    parents_obj: wanted("include_parents", false) ? parents.map(related) : null,
    users: members.map(({ pk }) => pk),
    users_obj: wanted("include_users", true) ? members.map(partialUser) : null,
    roles: listOf(group, "roles"),
    roles_obj: world.byKeys(["role"], listOf(group, "roles")).map((one) => pick(one, ["pk", "name"])),
    inherited_roles_obj: wanted("include_inherited_roles", false) ? [] : null,
    children: children.map(({ pk }) => pk),
    children_obj: wanted("include_children", false) ? children.map(related) : null,
  };
}

/** Groups. */
export const group: Family = {
  name: "group",
  path: "/core/groups/",
  title: "group",
  key: "uuid",
  defaults: () => ({ is_superuser: false, parents: [], attributes: {}, roles: [] }),
  // The serializer has a default of its own for these, so a PUT without them empties them.
  putResets: { users: [] },
  references: {
    parents: { to: ["group"], gone: "out of the list" },
    users: { to: ["user"], gone: "out of the list" },
    roles: { to: ["role"], gone: "out of the list" },
  },
  unique: { name: ["group"] },
  search: ["name"],
  ordering: "name",
  check,
  complete: setMembers,
  view: (object, { world, query }) => view(object, world, query),
  filters: {
    members_by_pk: (object, value, world) =>
      listOf(world.find("user", "pk", value) ?? {}, "groups").includes(object["pk"]),
    members_by_username: (object, value, world) =>
      listOf(world.find("user", "username", value) ?? {}, "groups").includes(object["pk"]),
  },
  options: ["include_users", "include_children", "include_parents", "include_inherited_roles"],
};
