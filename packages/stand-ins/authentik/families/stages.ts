import type { Family, Union } from "../engine/family.ts";
import { keyOf, pick } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import { stageFamilies } from "../engine/world.ts";
import type { World } from "../engine/world.ts";
import { checkDurations } from "./durations.ts";
import { flowSetView } from "./flows.ts";
import { modelKind } from "./model-kind.ts";

const kinds: Readonly<Record<string, Stored>> = {
  "invitation-stage": modelKind(
    "ak-stage-invitation-form",
    "Invitation Stage",
    "authentik_stages_invitation.invitationstage",
  ),
  "prompt-stage": modelKind("ak-stage-prompt-form", "Prompt Stage", "authentik_stages_prompt.promptstage"),
  "user-write-stage": modelKind(
    "ak-stage-user-write-form",
    "User Write Stage",
    "authentik_stages_user_write.userwritestage",
  ),
  "user-login-stage": modelKind(
    "ak-stage-user-login-form",
    "User Login Stage",
    "authentik_stages_user_login.userloginstage",
  ),
};

/** What every stage shows. */
export function stageView(stage: Stored, world: World): Stored {
  const flows = world.holding("flow-binding", "stage", keyOf(stage)).map(({ target }) => world.byKey(["flow"], target));
  return {
    ...pick(stage, ["pk", "name"]),
    ...(kinds[world.familyOf(stageFamilies, stage)] ??
      modelKind(String(stage["component"]), "Stage", String(stage["model"]))),
    flow_set: flows.flatMap((flow) => (flow === undefined ? [] : [flowSetView(flow)])),
  };
}

/** What the families of stages have in common. */
export const stageBase = {
  title: "stage",
  key: "uuid",
  references: {},
  unique: { name: stageFamilies },
  search: ["name"],
  ordering: "name",
} as const;

/** Invitation stages. */
export const invitationStage: Family = {
  ...stageBase,
  name: "invitation-stage",
  path: "/stages/invitation/stages/",
  defaults: () => ({ continue_flow_without_invitation: false }),
  view: (stage, { world }) => ({ ...stageView(stage, world), ...pick(stage, ["continue_flow_without_invitation"]) }),
  filters: {
    no_flows: (stage, value, world) =>
      (world.holding("flow-binding", "stage", keyOf(stage)).length === 0) === (value.toLowerCase() === "true"),
  },
};

const loginFields = [
  ...["session_duration", "terminate_other_sessions", "remember_me_offset", "network_binding", "geoip_binding"],
  "remember_device",
];

/** User login stages: how long a session lasts. */
export const userLoginStage: Family = {
  ...stageBase,
  name: "user-login-stage",
  path: "/stages/user_login/",
  defaults: () => ({
    session_duration: "seconds=0",
    terminate_other_sessions: false,
    remember_me_offset: "seconds=0",
    network_binding: "no_binding",
    geoip_binding: "no_binding",
    remember_device: "days=30",
  }),
  check: (change) => {
    checkDurations(change, ["session_duration", "remember_me_offset", "remember_device"]);
  },
  view: (stage, { world }) => ({ ...stageView(stage, world), ...pick(stage, loginFields) }),
};

/** /stages/all/ */
export const allStages: Union = {
  path: "/stages/all/",
  members: stageFamilies,
  search: ["name"],
  ordering: "name",
  view: (stage, { world }) => stageView(stage, world),
};
