import type { Family } from "../engine/family.ts";

/** Application entitlements: names that an application gets told about a user. */
export const entitlement: Family = {
  name: "entitlement",
  path: "/core/application_entitlements/",
  title: "Application Entitlement",
  key: "uuid",
  defaults: () => ({ attributes: {} }),
  references: { app: { to: ["application"], gone: "cascade" } },
  unique: {},
  uniqueSet: ["app", "name"],
  search: ["name"],
  ordering: "name",
  view: ({ pk, name, app, attributes }) => ({ pbm_uuid: pk, name, app, attributes }),
};
