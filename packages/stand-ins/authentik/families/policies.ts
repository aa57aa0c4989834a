import { checkExpression } from "../contract/python.ts";
import type { Family, Union } from "../engine/family.ts";
import { keyOf, pick } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { modelKind } from "./model-kind.ts";

const kind = modelKind(
  "ak-policy-expression-form",
  "Expression Policy",
  "authentik_policies_expression.expressionpolicy",
);

/** What every policy shows. */
export function policyView(policy: Stored, world: World): Stored {
  return {
    ...pick(policy, ["pk", "name", "execution_logging"]),
    ...kind,
    bound_to: world.holding("binding", "policy", keyOf(policy)).length,
  };
}

/** Expression policies. Their Python is kept; what of it this stand-in can decide, see access/policy.ts. */
export const policy: Family = {
  name: "policy",
  path: "/policies/expression/",
  title: "policy",
  key: "uuid",
  defaults: () => ({ execution_logging: false }),
  references: {},
  unique: { name: ["policy"] },
  check: ({ input }) => {
    checkExpression(input["expression"]);
  },
  search: ["name"],
  ordering: "name",
  view: (object, { world }) => ({ ...policyView(object, world), expression: object["expression"] }),
};

/** /policies/all/ */
export const allPolicies: Union = {
  path: "/policies/all/",
  members: ["policy"],
  search: ["name"],
  ordering: "name",
  view: (object, { world }) => policyView(object, world),
};
