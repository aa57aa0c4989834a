import { randomUUID } from "node:crypto";
import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { pick } from "../engine/stored.ts";
import { stageFamilies } from "../engine/world.ts";
import { stageView } from "./stages.ts";

const fields = [
  ...["pk", "policybindingmodel_ptr_id", "target", "stage", "evaluate_on_plan", "re_evaluate_policies", "order"],
  ...["policy_engine_mode", "invalid_response_action"],
];

function check({ object, world }: Change): void {
  const same = (other: Change["object"]): boolean =>
    ["target", "stage", "order"].every((field) => other[field] === object[field]) && other["pk"] !== object["pk"];
  if (world.all("flow-binding").some(same)) {
    throw invalid("non_field_errors", "The fields target, stage, order must make a unique set.");
  }
}

/** Which stage comes when in a flow. */
export const flowBinding: Family = {
  name: "flow-binding",
  path: "/flows/bindings/",
  title: "Flow Stage Binding",
  key: "uuid",
  defaults: () => ({
    policybindingmodel_ptr_id: randomUUID(),
    evaluate_on_plan: false,
    re_evaluate_policies: true,
    policy_engine_mode: "any",
    invalid_response_action: "retry",
  }),
  references: {
    target: { to: ["flow"], gone: "cascade" },
    stage: { to: stageFamilies, gone: "cascade" },
  },
  unique: {},
  search: [],
  ordering: "order",
  check,
  view: (binding, { world }) => ({
    ...pick(binding, fields),
    stage_obj: stageView(world.byKey(stageFamilies, binding["stage"]) ?? {}, world),
  }),
  filters: { fsb_uuid: (binding, value) => binding["pk"] === value },
};
