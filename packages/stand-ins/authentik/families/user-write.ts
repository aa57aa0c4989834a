import type { Family } from "../engine/family.ts";
import { pick } from "../engine/stored.ts";
import { stageBase, stageView } from "./stages.ts";

const accountFields = ["create_users_as_inactive", "create_users_group", "user_type", "user_path_template"];

/** User write stages: where a flow makes or changes an account. */
export const userWriteStage: Family = {
  ...stageBase,
  name: "user-write-stage",
  path: "/stages/user_write/",
  defaults: () => ({
    user_creation_mode: "create_when_required",
    create_users_as_inactive: false,
    create_users_group: null,
    user_type: "external",
    user_path_template: "",
  }),
  references: { create_users_group: { to: ["group"], gone: "null" } },
  view: (stage, { world }) => ({
    ...stageView(stage, world),
    ...pick(stage, ["user_creation_mode", ...accountFields]),
  }),
};
