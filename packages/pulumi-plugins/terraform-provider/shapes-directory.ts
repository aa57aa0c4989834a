import { expression, json, list, or, orNull, required, whenSet } from "./attribute.ts";
import type { ResourceShape } from "./attribute.ts";

// Defaults, sending and reading as the provider's resources of release 2025.12.1 have them.

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

/** People, groups, who may do what. */
export const directoryShapes: Readonly<Record<string, ResourceShape>> = {
  "authentik:index/brand:Brand": brand,
  "authentik:index/group:Group": group,
  "authentik:index/policyBinding:PolicyBinding": policyBinding,
  "authentik:index/policyExpression:PolicyExpression": policyExpression,
  "authentik:index/propertyMappingProviderScope:PropertyMappingProviderScope": scopeMapping,
  "authentik:index/rbacRole:RbacRole": role,
  "authentik:index/user:User": user,
};
