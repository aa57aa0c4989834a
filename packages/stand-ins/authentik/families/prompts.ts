import { invalid } from "../contract/refusal.ts";
import type { Family } from "../engine/family.ts";
import { keyOf, listOf, pick } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { stageBase, stageView } from "./stages.ts";

const promptStageView = (stage: Stored, world: World): Stored => ({
  ...stageView(stage, world),
  ...pick(stage, ["fields", "validation_policies"]),
});

const promptFields = [
  ...["pk", "name", "field_key", "label", "type", "required", "placeholder", "initial_value", "order", "sub_text"],
  ...["placeholder_expression", "initial_value_expression"],
];

/** One line of a form. */
export const prompt: Family = {
  name: "prompt",
  path: "/stages/prompt/prompts/",
  title: "Prompt",
  key: "uuid",
  defaults: () => ({
    required: true,
    placeholder: "",
    initial_value: "",
    order: 0,
    sub_text: "",
    placeholder_expression: false,
    initial_value_expression: false,
  }),
  references: {},
  unique: { name: ["prompt"] },
  search: ["name", "field_key", "label", "type"],
  ordering: "order",
  view: (object, { world }) => ({
    ...pick(object, promptFields),
    prompt_stages_obj: world
      .holding("prompt-stage", "fields", keyOf(object))
      .map((stage) => promptStageView(stage, world)),
  }),
};

/** Prompt stages: forms that people fill in. */
export const promptStage: Family = {
  ...stageBase,
  name: "prompt-stage",
  path: "/stages/prompt/stages/",
  defaults: () => ({ validation_policies: [] }),
  references: {
    fields: { to: ["prompt"], gone: "out of the list" },
    validation_policies: { to: ["policy"], gone: "out of the list" },
  },
  check: ({ input }) => {
    if (input["fields"] !== undefined && listOf(input, "fields").length === 0)
      throw invalid("fields", "This list may not be empty.");
  },
  view: (stage, { world }) => promptStageView(stage, world),
};
