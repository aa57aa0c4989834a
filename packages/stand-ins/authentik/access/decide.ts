import { keyOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { groupsWithParents } from "./membership.ts";
import { decidePolicy } from "./policy.ts";

function passes(binding: Stored, user: Stored, world: World): boolean {
  const bound = ["group", "user", "policy"].find((side) => binding[side] !== null && binding[side] !== undefined) ?? "";
  const key = binding[bound];
  const decided =
    bound === "group"
      ? groupsWithParents(user, world).some((group) => group["pk"] === key)
      : bound === "user"
        ? user["pk"] === key
        : decidePolicy(world.byKey(["policy"], key) ?? {}, user, world);
  return decided !== (binding["negate"] === true);
}

/**
 * Whether the bindings of an object let a user pass. Without an enabled binding everybody passes,
 * which is what Authentik does with an application that nobody was bound to.
 * @param target what has a `policy_engine_mode`: any = one binding is enough, all = every one
 * @throws Refusal when a bound policy's Python is not played
 */
export function mayUse(user: Stored, target: Stored, world: World): boolean {
  if (user["is_active"] === false) return false;
  const bindings = world.holding("binding", "target", keyOf(target)).filter(({ enabled }) => enabled !== false);
  if (bindings.length === 0) return true;
  const one = (binding: Stored): boolean => passes(binding, user, world);
  return target["policy_engine_mode"] === "all" ? bindings.every(one) : bindings.some(one);
}
