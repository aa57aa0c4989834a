import { notPlayed } from "../contract/refusal.ts";
import { dictionaryOf, keyOf, listOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";

/** What the policies of a step say. */
export interface StepDecision {
  /** False: the step is left out, as Authentik leaves out a step whose policy fails. */
  readonly passes: boolean;
  /** Keys of the groups that a new account gets into. */
  readonly groups: readonly string[];
}

type Decide = (found: RegExpExecArray, invitation: Stored | undefined, world: World) => StepDecision;

const own = String.raw`Invitation\.objects\.filter\(pk=plan\.context\["invitation"\]\.pk, flow__slug="([\w-]+)"\)`;
const lines = {
  invitations: String.raw`from authentik\.stages\.invitation\.models import Invitation`,
  plan: String.raw`plan = request\.context\["flow_plan"\]`,
  delete: String.raw`deleted, _ = ${own}\.delete\(\)`,
  names: String.raw`names = plan\.context\["invitation"\]\.fixed_data\.get\("(\w+)", \[\]\)`,
  groups: String.raw`plan\.context\["groups"\] = list\(Group\.objects\.filter\(name__in=names, is_superuser=False\)\)`,
} as const;
const expression = (...code: string[]): RegExp => new RegExp(`^${code.join("\n")}$`);

/** The invitation as the database has it, of a flow; undefined when it is gone or another flow's. */
function stored(invitation: Stored | undefined, slug: string | undefined, world: World): Stored | undefined {
  const found = world.byKey(["invitation"], invitation?.["pk"]);
  return world.byKey(["flow"], found?.["flow"])?.["slug"] === slug ? found : undefined;
}

const valid: Decide = ([, slug], invitation, world) => ({
  passes: stored(invitation, slug, world) !== undefined,
  groups: [],
});

const joinGroups: Decide = ([, slug, key = ""], invitation, world) => {
  const found = stored(invitation, slug, world);
  if (found === undefined) return { passes: false, groups: [] };
  world.take("invitation", found);
  const wanted = listOf(dictionaryOf(found, "fixed_data"), key);
  const named = world.all("group").filter((group) => wanted.includes(group["name"]) && group["is_superuser"] !== true);
  return { passes: true, groups: named.map(keyOf) };
};

/** The expressions that this stand-in plays here, Python without Python. */
const played: readonly (readonly [RegExp, Decide])[] = [
  [expression(lines.invitations, lines.plan, String.raw`return ${own}\.exists\(\)`), valid],
  [
    expression(
      String.raw`from authentik\.core\.models import Group`,
      ...[lines.invitations, lines.plan, lines.delete, "if deleted == 0:", "    return False"],
      ...[lines.names, lines.groups, "return True"],
    ),
    joinGroups,
  ],
];

/**
 * What the policies of a step say once it is reached.
 * @throws Refusal 501 for a policy that says anything else than is played
 */
export function decideStep(step: Stored, invitation: Stored | undefined, world: World): StepDecision {
  const bindings = world.holding("binding", "target", keyOf(step)).filter(({ enabled }) => enabled !== false);
  const decisions = bindings.map(({ policy: key }) => {
    const policy = world.byKey(["policy"], key) ?? {};
    for (const [form, decide] of played) {
      const found = form.exec(textOf(policy, "expression").trim());
      if (found !== null) return decide(found, invitation, world);
    }
    throw notPlayed(`the policy ${textOf(policy, "name")} in an enrollment`);
  });
  return {
    passes: decisions.every(({ passes }) => passes),
    groups: decisions.flatMap(({ groups }) => groups),
  };
}
