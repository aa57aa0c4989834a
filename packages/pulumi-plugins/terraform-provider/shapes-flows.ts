import { duration, list, or, orNull, required, whenSet } from "./attribute.ts";
import type { Attribute, ResourceShape } from "./attribute.ts";

// Defaults, sending and reading as the provider's resources of release 2025.12.1 have them.

const engineModes = ["all", "any"];
const layouts = [
  "stacked",
  "content_left",
  "content_right",
  "sidebar_left",
  "sidebar_right",
  "sidebar_left_frame_background",
  "sidebar_right_frame_background",
];

const flow: ResourceShape = {
  path: "/flows/instances/",
  idKey: "slug",
  attributes: {
    name: required,
    uuid: { send: "never", computed: true, key: "pk" },
    slug: required,
    title: required,
    designation: {
      send: "always",
      rule: [
        "authentication",
        "authorization",
        "invalidation",
        "enrollment",
        "unenrollment",
        "recovery",
        "stage_configuration",
      ],
    },
    authentication: or("none", [
      "none",
      "require_authenticated",
      "require_unauthenticated",
      "require_superuser",
      "require_redirect",
      "require_outpost",
      "require_token",
    ]),
    layout: or("stacked", layouts),
    background: { send: "whenSet", read: "whenGiven" },
    policyEngineMode: or("any", engineModes),
    deniedAction: or("message_continue", ["message_continue", "message", "continue"]),
    compatibilityMode: or(true),
  },
};

const flowStageBinding: ResourceShape = {
  path: "/flows/bindings/",
  idKey: "pk",
  attributes: {
    target: required,
    stage: required,
    evaluateOnPlan: or(true),
    reEvaluatePolicies: or(false),
    order: required,
    policyEngineMode: or("any", engineModes),
    invalidResponseAction: or("retry", ["retry", "restart", "restart_with_context"]),
  },
};

const stageInvitation: ResourceShape = {
  path: "/stages/invitation/stages/",
  idKey: "pk",
  attributes: { name: required, continueFlowWithoutInvitation: or(true) },
};

const stageUserLogin: ResourceShape = {
  path: "/stages/user_login/",
  idKey: "pk",
  attributes: {
    name: required,
    sessionDuration: duration("seconds=0"),
    rememberMeOffset: duration("seconds=0"),
    terminateOtherSessions: or(false),
    networkBinding: or("no_binding", ["no_binding", "bind_asn", "bind_asn_network", "bind_asn_network_ip"]),
    geoipBinding: or("no_binding", [
      "no_binding",
      "bind_continent",
      "bind_continent_country",
      "bind_continent_country_city",
    ]),
    rememberDevice: duration("days=30"),
  },
};

const promptTypes = [
  ...["text", "text_area", "text_read_only", "text_area_read_only", "username", "email", "password", "number"],
  ...["checkbox", "radio-button-group", "dropdown", "date", "date-time", "file", "separator", "hidden", "static"],
  ...["alert_info", "alert_warning", "alert_danger", "ak-locale"],
];
/** Python source text that is not always there. */
const optionalExpression: Attribute = { send: "whenSet", trimmed: true };

const stagePromptField: ResourceShape = {
  path: "/stages/prompt/prompts/",
  idKey: "pk",
  attributes: {
    name: required,
    fieldKey: required,
    label: required,
    type: { send: "always", rule: promptTypes },
    required: or(false),
    placeholder: optionalExpression,
    placeholderExpression: or(false),
    initialValue: optionalExpression,
    initialValueExpression: or(false),
    order: whenSet,
    subText: or(""),
  },
};

const stagePrompt: ResourceShape = {
  path: "/stages/prompt/stages/",
  idKey: "pk",
  attributes: { name: required, fields: required, validationPolicies: list },
};

const stageUserWrite: ResourceShape = {
  path: "/stages/user_write/",
  idKey: "pk",
  attributes: {
    name: required,
    createUsersAsInactive: or(true),
    userCreationMode: or("create_when_required", ["never_create", "create_when_required", "always_create"]),
    createUsersGroup: orNull,
    userPathTemplate: or(""),
    userType: or("external", ["internal", "external", "service_account"]),
  },
};

/** Flows and the stages of a login or an enrollment. */
export const flowShapes: Readonly<Record<string, ResourceShape>> = {
  "authentik:index/flow:Flow": flow,
  "authentik:index/flowStageBinding:FlowStageBinding": flowStageBinding,
  "authentik:index/stageInvitation:StageInvitation": stageInvitation,
  "authentik:index/stagePrompt:StagePrompt": stagePrompt,
  "authentik:index/stagePromptField:StagePromptField": stagePromptField,
  "authentik:index/stageUserLogin:StageUserLogin": stageUserLogin,
  "authentik:index/stageUserWrite:StageUserWrite": stageUserWrite,
};
