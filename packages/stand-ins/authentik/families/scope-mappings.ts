import { checkExpression } from "../contract/python.ts";
import type { Family } from "../engine/family.ts";
import { pick } from "../engine/stored.ts";
import { modelKind } from "./model-kind.ts";

const kind = modelKind(
  "ak-property-mapping-provider-scope-form",
  "Scope Mapping",
  "authentik_providers_oauth2.scopemapping",
);

/** Scope mappings: what an application is told for a scope. What of their Python is played, see oidc/claims.ts. */
export const scopeMapping: Family = {
  name: "scope-mapping",
  path: "/propertymappings/provider/scope/",
  title: "property mapping",
  key: "uuid",
  defaults: () => ({ managed: null, description: "" }),
  references: {},
  unique: { name: ["scope-mapping"], managed: ["scope-mapping"] },
  check: ({ input }) => {
    checkExpression(input["expression"]);
  },
  search: ["name"],
  ordering: "scope_name",
  view: (object) => ({
    ...pick(object, ["pk", "managed", "name", "expression", "scope_name", "description"]),
    ...kind,
  }),
};
