import { notPlayed } from "../contract/refusal.ts";
import { textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { groupsWithParents } from "./membership.ts";

/**
 * Decides an expression policy, as far as that can be done without Python: `return True`, `return False`
 * and `return ak_is_group_member(request.user, name="…")`, each with or without `not`.
 * @throws Refusal 501 for any other expression
 */
export function decidePolicy(policy: Stored, user: Stored, world: World): boolean {
  const lines = textOf(policy, "expression").split("\n");
  const code = lines.filter((line) => !/^\s*(#|$)/.test(line)).map((line) => line.trim());
  const [, not, constant, name] =
    /^return (not )?(?:(True|False)|ak_is_group_member\(request\.user, name=["']([^"']+)["']\))$/.exec(
      code.join("\n"),
    ) ?? [];
  if (constant === undefined && name === undefined) throw notPlayed(`the policy ${textOf(policy, "name")}`);
  const isMember = groupsWithParents(user, world).some((group) => group["name"] === name);
  return (name === undefined ? constant === "True" : isMember) !== (not !== undefined);
}
