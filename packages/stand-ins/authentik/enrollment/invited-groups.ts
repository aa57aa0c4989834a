import { notPlayed } from "../contract/refusal.ts";
import { dictionaryOf, keyOf, listOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";

// The one expression that this stand-in plays here: groups by the names that the invitation has under a key.
const lines = [
  String.raw`from authentik\.core\.models import Group`,
  String.raw`plan = request\.context\["flow_plan"\]`,
  String.raw`names = plan\.context\["invitation"\]\.fixed_data\.get\("(\w+)", \[\]\)`,
  String.raw`plan\.context\["groups"\] = list\(Group\.objects\.filter\(name__in=names, is_superuser=False\)\)`,
  "return True",
];
const expression = new RegExp(`^${lines.join("\n")}$`);

/**
 * Keys of the groups that the policies of a step put a new account into.
 * @throws Refusal 501 for a policy that says anything else
 */
export function invitedGroups(step: Stored, invitation: Stored | undefined, world: World): string[] {
  const bindings = world.holding("binding", "target", keyOf(step)).filter(({ enabled }) => enabled !== false);
  return bindings.flatMap(({ policy: key }) => {
    const policy = world.byKey(["policy"], key) ?? {};
    const [, names] = expression.exec(textOf(policy, "expression").trim()) ?? [];
    if (names === undefined) throw notPlayed(`the policy ${textOf(policy, "name")} in an enrollment`);
    const wanted = listOf(dictionaryOf(invitation ?? {}, "fixed_data"), names);
    return world
      .all("group")
      .filter((group) => wanted.includes(group["name"]) && group["is_superuser"] !== true)
      .map(keyOf);
  });
}
