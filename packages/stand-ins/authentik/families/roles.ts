import type { ApiAnswer } from "../../server/messages.ts";
import { invalid, notFound } from "../contract/refusal.ts";
import type { Family } from "../engine/family.ts";
import { keyOf, listOf, numberOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { groupsWithParents } from "../access/membership.ts";

/** The one permission on one kind of object that this stand-in plays. */
const search = { app_label: "authentik_providers_ldap", codename: "search_full_directory", model: "ldapprovider" };

/** Stands for every object of the kind. */
const EVERY = "";

/** Roles. What a role may do is kept with it. */
export const role: Family = {
  name: "role",
  path: "/rbac/roles/",
  title: "role",
  key: "uuid",
  defaults: () => ({ permissions: [] }),
  references: {},
  unique: { name: ["role"] },
  search: ["name"],
  ordering: "name",
  view: ({ pk, name }) => ({ pk, name }),
};

const permissionsOf = (one: Stored): Stored[] => listOf(one, "permissions") as Stored[];

/**
 * POST …/assigned_by_roles/{uuid}/assign/. For an object that does not exist the permission is given for all objects.
 * @throws Refusal for another permission
 */
export function assign(world: World, key: string, input: Stored): ApiAnswer {
  const found = world.byKey(["role"], key);
  if (found === undefined) throw notFound();
  check(input);
  const object = world.byKey(["ldap"], input["object_pk"]) === undefined ? EVERY : input["object_pk"];
  const known = permissionsOf(found).find((one) => one["object_pk"] === object);
  const all = world.all("role").flatMap(permissionsOf);
  const made = known ?? { id: Math.max(0, ...all.map((one) => numberOf(one, "id"))) + 1, object_pk: object };
  if (known === undefined) found["permissions"] = [...permissionsOf(found), made];
  return { status: 200, body: [{ id: String(made["id"]) }] };
}

/** PATCH …/assigned_by_roles/{uuid}/unassign/. @throws Refusal */
export function unassign(world: World, key: string, input: Stored): ApiAnswer {
  const found = world.byKey(["role"], key);
  if (found === undefined) throw notFound();
  check(input);
  found["permissions"] = permissionsOf(found).filter((one) => one["object_pk"] !== input["object_pk"]);
  return { status: 204 };
}

function check(input: Stored): void {
  const name = `${search.app_label}.${search.codename}`;
  const [permission, ...others] = listOf(input, "permissions");
  if (others.length > 0 || (permission !== name && permission !== search.codename))
    throw invalid("permissions", `this stand-in plays ${name} alone`);
  if (input["model"] !== `${search.app_label}.${search.model}`)
    throw invalid("model", "the permission is not one of this model");
}

/** What a role may do with single objects, as the list of its permissions shows it. */
export function shownPermissions(world: World, key: string): Stored[] {
  const single = permissionsOf(world.byKey(["role"], key) ?? {}).filter((one) => one["object_pk"] !== EVERY);
  return single.map(({ id, object_pk: object }) => ({
    ...{ id, ...search, object_pk: object, name: "Search full LDAP directory" },
    ...{ app_label_verbose: "authentik Providers.LDAP", model_verbose: "LDAP Provider" },
    object_description: textOf(world.byKey(["ldap"], object) ?? {}, "name"),
  }));
}

/** Whether somebody may see the whole directory of an LDAP provider: by a role of a group, or as an administrator. */
export function maySearch(user: Stored, provider: Stored, world: World): boolean {
  const groups = groupsWithParents(user, world);
  const roles = world.byKeys(["role"], [...listOf(user, "roles"), ...groups.flatMap((one) => listOf(one, "roles"))]);
  const granted = roles
    .flatMap(permissionsOf)
    .some(({ object_pk: object }) => object === keyOf(provider) || object === EVERY);
  return granted || groups.some((one) => one["is_superuser"] === true);
}
