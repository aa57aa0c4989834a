import type { Adoption, ApiObject } from "../../core/schema/dns/provider.ts";
import { DNS_PROVIDER_NAMES, DNS_PROVIDERS, type DnsProviderName } from "../../core/schema/dns/providers.ts";
import { SIGN_IN_KINDS } from "../../core/service/auth/kinds.ts";

/** The API that has the objects of a kind. */
export type ApiName = "authentik" | DnsProviderName;

/** How the objects of one resource type are found. */
export interface Kind extends Adoption {
  readonly api: ApiName;
  /** Tie-breaker: also compare `order` if a criterion is unknown in a preview. */
  readonly order?: true;
  /** The field by which other objects refer to it. Default: "pk". */
  readonly key?: string;
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));
const byPk = (row: ApiObject): string => text(row["pk"]);

const at = (path: string, matchOn: Kind["matchOn"], more: Partial<Kind> = {}): Kind => ({
  ...{ api: "authentik", path: () => path, matchOn, id: byPk },
  ...more,
});
const named = (path: string): Kind => at(path, { name: "name" });

// The next `up` must neither take administrator rights from members nor give them to a service's users.
const groupRejection = (row: ApiObject): string | undefined =>
  row["is_superuser"] === true ? "its members are administrators: list it under `groups` in homelab:sso" : undefined;

const dnsKinds = DNS_PROVIDER_NAMES.flatMap((api) =>
  Object.entries(DNS_PROVIDERS[api].adoptions).map(([type, adoption]): [string, Kind] => [type, { api, ...adoption }]),
);

const providerKinds = Object.values(SIGN_IN_KINDS).map(({ providerType: { resource, list } }): [string, Kind] => [
  resource,
  named(list),
]);

/** The resource types that can be taken over. `up` creates resources of other types again. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "authentik:index/application:Application": at(
    "core/applications/?superuser_full_list=true",
    { slug: "slug" },
    { id: (row) => text(row["slug"]) },
  ),
  "authentik:index/applicationEntitlement:ApplicationEntitlement": at(
    "core/application_entitlements/",
    { name: "name", application: "app" },
    { id: (row) => text(row["pbm_uuid"]), key: "pbm_uuid" },
  ),
  "authentik:index/flow:Flow": at("flows/instances/", { slug: "slug" }, { id: (row) => text(row["slug"]) }),
  "authentik:index/flowStageBinding:FlowStageBinding": at(
    "flows/bindings/",
    { target: "target", stage: "stage" },
    { order: true },
  ),
  "authentik:index/group:Group": at(
    "core/groups/?include_users=false",
    { name: "name" },
    { rejectReason: (row, { inputs }) => (inputs["isSuperuser"] === true ? undefined : groupRejection(row)) },
  ),
  "authentik:index/outpost:Outpost": named("outposts/instances/"),
  // This is not an object but an entry in an outpost's list; a provider's number is in one list only.
  "authentik:index/outpostProviderAttachment:OutpostProviderAttachment": at(
    "outposts/instances/",
    { outpost: "pk", protocolProvider: "providers" },
    { id: (row, { inputs }) => `${byPk(row)}:${text(inputs["protocolProvider"])}` },
  ),
  "authentik:index/policyBinding:PolicyBinding": at(
    "policies/bindings/",
    { target: "target", group: "group", policy: "policy" },
    { order: true },
  ),
  "authentik:index/policyExpression:PolicyExpression": named("policies/expression/"),
  "authentik:index/propertyMappingProviderScope:PropertyMappingProviderScope": named(
    "propertymappings/provider/scope/",
  ),
  "authentik:index/rbacRole:RbacRole": named("rbac/roles/"),
  "authentik:index/stageInvitation:StageInvitation": named("stages/invitation/stages/"),
  "authentik:index/stagePrompt:StagePrompt": named("stages/prompt/stages/"),
  "authentik:index/stagePromptField:StagePromptField": named("stages/prompt/prompts/"),
  "authentik:index/stageUserLogin:StageUserLogin": named("stages/user_login/"),
  "authentik:index/stageUserWrite:StageUserWrite": named("stages/user_write/"),
  "authentik:index/user:User": at("core/users/", { username: "username" }),
  ...Object.fromEntries([...providerKinds, ...dnsKinds]),
};
