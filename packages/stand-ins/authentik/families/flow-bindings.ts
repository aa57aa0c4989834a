import { randomUUID } from "node:crypto";
import type { Family } from "../engine/family.ts";
import { pick } from "../engine/stored.ts";
import { stageFamilies } from "../engine/world.ts";
import { stageView } from "./stages.ts";

const fields = [
  ...["pk", "policybindingmodel_ptr_id", "target", "stage", "evaluate_on_plan", "re_evaluate_policies", "order"],
  ...["policy_engine_mode", "invalid_response_action"],
];

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
  uniqueSet: ["target", "stage", "order"],
  search: [],
  ordering: "order",
  view: (binding, { world }) => ({
    ...pick(binding, fields),
    stage_obj: stageView(world.byKey(stageFamilies, binding["stage"]) ?? {}, world),
  }),
  filters: { fsb_uuid: (binding, value) => binding["pk"] === value },
};
