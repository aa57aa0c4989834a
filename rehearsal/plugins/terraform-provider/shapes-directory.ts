import { duration, expression, json, list, or, orNull, required, whenSet } from "./attribute.ts";
import type { ResourceShape } from "./attribute.ts";

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

const brand: ResourceShape = {
  path: "/core/brands/",
  idKey: "brand_uuid",
  attributes: {
    domain: required,
    default: or(false),
    brandingTitle: or("authentik"),
    brandingLogo: whenSet,
    brandingDefaultFlowBackground: or("/static/dist/assets/images/flow_background.jpg"),
    brandingCustomCss: whenSet,
    brandingFavicon: whenSet,
    flowAuthentication: orNull,
    flowInvalidation: orNull,
    flowRecovery: orNull,
    flowUnenrollment: orNull,
    flowUserSettings: orNull,
    flowDeviceCode: orNull,
    webCertificate: orNull,
    clientCertificates: list,
    defaultApplication: orNull,
    attributes: json,
  },
};

const group: ResourceShape = {
  path: "/core/groups/",
  idKey: "pk",
  readQuery: "?include_users=false",
  attributes: {
    name: required,
    isSuperuser: or(false),
    parents: list,
    users: { send: "list", computed: true },
    roles: list,
    attributes: json,
  },
};

const user: ResourceShape = {
  path: "/core/users/",
  idKey: "pk",
  attributes: {
    username: required,
    name: or(""),
    type: or("internal", ["internal", "external", "service_account", "internal_service_account"]),
    password: { send: "never", read: "never" },
    isActive: or(true),
    email: whenSet,
    path: or("users"),
    groups: { send: "list", computed: true },
    attributes: json,
  },
};

const role: ResourceShape = { path: "/rbac/roles/", idKey: "pk", attributes: { name: required } };

const policyBinding: ResourceShape = {
  path: "/policies/bindings/",
  idKey: "pk",
  attributes: {
    target: required,
    policy: orNull,
    user: orNull,
    group: orNull,
    order: required,
    negate: or(false),
    enabled: or(true),
    timeout: or(30),
    failureResult: or(false),
  },
};

const policyExpression: ResourceShape = {
  path: "/policies/expression/",
  idKey: "pk",
  attributes: { name: required, executionLogging: or(false), expression },
};

const scopeMapping: ResourceShape = {
  path: "/propertymappings/provider/scope/",
  idKey: "pk",
  attributes: { name: required, scopeName: required, description: whenSet, expression },
};

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

/** People, groups, who may do what, and the flows and stages of a login. */
export const directoryShapes: Readonly<Record<string, ResourceShape>> = {
  "authentik:index/brand:Brand": brand,
  "authentik:index/flow:Flow": flow,
  "authentik:index/flowStageBinding:FlowStageBinding": flowStageBinding,
  "authentik:index/group:Group": group,
  "authentik:index/policyBinding:PolicyBinding": policyBinding,
  "authentik:index/policyExpression:PolicyExpression": policyExpression,
  "authentik:index/propertyMappingProviderScope:PropertyMappingProviderScope": scopeMapping,
  "authentik:index/rbacRole:RbacRole": role,
  "authentik:index/stageInvitation:StageInvitation": stageInvitation,
  "authentik:index/stageUserLogin:StageUserLogin": stageUserLogin,
  "authentik:index/user:User": user,
};
