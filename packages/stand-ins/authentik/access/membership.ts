import { listOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";

/** The groups that a user was put into. */
export function directGroups(user: Stored, world: World): Stored[] {
  return world.byKeys(["group"], listOf(user, "groups"));
}

/** The groups that a user counts as a member of: its own and all above them. */
export function groupsWithParents(user: Stored, world: World): Stored[] {
  const found = new Set(directGroups(user, world));
  // A Set visits what is added while it is walked, so this climbs to the top, also through a circle.
  for (const group of found) {
    for (const parent of listOf(group, "parents")) {
      const above = world.byKey(["group"], parent);
      if (above !== undefined) found.add(above);
    }
  }
  return [...found];
}
