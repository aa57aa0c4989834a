import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { pick } from "../engine/stored.ts";
import { partialGroup, partialUser } from "./partial.ts";
import { policyView } from "./policies.ts";

/** What may be bound, by the family of the target. */
const sides: Readonly<Record<string, readonly string[]>> = { entitlement: ["group", "user"] };
const anySide = ["policy", "user", "group"];
const targets = ["application", "entitlement", "flow", "flow-binding"];

/** POST and PUT are judged by what the request itself says, as the server does. */
function check({ input, object, method, world }: Change): void {
  const target = world.byKey(targets, object["target"]) ?? {};
  const supported = sides[world.familyOf(targets, target)] ?? anySide;
  if (method === "PATCH" && input["target"] === undefined) throw invalid("target", "This field is required.");
  const judged = method === "PATCH" ? object : input;
  const set = supported.filter((side) => judged[side] !== undefined && judged[side] !== null);
  const named = supported.map((side) => `'${side}'`).join(", ");
  if (set.length > 1) throw invalid("non_field_errors", `Only one of ${named} can be set.`);
  if (set.length === 0) throw invalid("non_field_errors", `One of ${named} must be set.`);
}

/** Bindings: which group, user or policy decides about an application, an entitlement or a flow. */
export const binding: Family = {
  name: "binding",
  path: "/policies/bindings/",
  title: "Policy Binding",
  key: "uuid",
  defaults: () => ({
    policy: null,
    group: null,
    user: null,
    negate: false,
    enabled: true,
    timeout: 30,
    failure_result: false,
  }),
  references: {
    target: { to: targets, gone: "cascade" },
    policy: { to: ["policy"], gone: "cascade" },
    group: { to: ["group"], gone: "cascade" },
    user: { to: ["user"], gone: "cascade" },
  },
  unique: {},
  uniqueSet: ["policy", "target", "order"],
  search: [],
  ordering: "order",
  check,
  view: (object, { world }) => {
    const [policy, group, user] = anySideObjects(object, world);
    return {
      ...pick(object, [
        "pk",
        "policy",
        "group",
        "user",
        "target",
        "negate",
        "enabled",
        "order",
        "timeout",
        "failure_result",
      ]),
      policy_obj: policy === undefined ? null : policyView(policy, world),
      group_obj: group === undefined ? null : partialGroup(group),
      user_obj: user === undefined ? null : partialUser(user),
    };
  },
  filters: { target_in: (object, value) => object["target"] === value },
};

function anySideObjects(object: Change["object"], world: Change["world"]): (Change["object"] | undefined)[] {
  return ["policy", "group", "user"].map((side) => world.byKey([side], object[side]));
}
