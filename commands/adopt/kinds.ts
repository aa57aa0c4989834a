import type { Adoption, ApiObject } from "../../core/schema/dns/provider.ts";
import { DNS_PROVIDER_NAMES, DNS_PROVIDERS, type DnsProviderName } from "../../core/schema/dns/providers.ts";

/** Who holds the objects of a kind. */
export type ApiName = "authentik" | DnsProviderName;

/** How the objects of one type of resource are found. */
export interface Kind extends Adoption {
  readonly api: ApiName;
  /** Tie-breaker: also compare `order`, where a criterion is unknown in a preview. */
  readonly order?: true;
  /** By what others name it; "pk" unless said otherwise. */
  readonly key?: string;
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));
const byPk = (row: ApiObject): string => text(row["pk"]);

const at = (path: string, matchOn: Kind["matchOn"], more: Partial<Kind> = {}): Kind => ({
  ...{ api: "authentik", path: () => path, matchOn, id: byPk },
  ...more,
});
const named = (path: string): Kind => at(path, { name: "name" });

// One who may administer must not lose it by the next `up`, nor must a service's people gain it.
const groupRejection = (row: ApiObject): string | undefined =>
  row["is_superuser"] === true ? "its members may administer: list it under `groups` in homelab:sso" : undefined;

const dnsKinds = DNS_PROVIDER_NAMES.flatMap((api) =>
  Object.entries(DNS_PROVIDERS[api].adoptions).map(([type, adoption]): [string, Kind] => [type, { api, ...adoption }]),
);

/** What can be taken over, by the resource's type. What has no kind is made again by `up`. */
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
  // No object of its own: a place in an outpost's list, and the provider's number is in one list only.
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
  "authentik:index/providerLdap:ProviderLdap": named("providers/ldap/"),
  "authentik:index/providerOauth2:ProviderOauth2": named("providers/oauth2/"),
  "authentik:index/providerProxy:ProviderProxy": named("providers/proxy/"),
  "authentik:index/rbacRole:RbacRole": named("rbac/roles/"),
  "authentik:index/stageInvitation:StageInvitation": named("stages/invitation/stages/"),
  "authentik:index/stagePrompt:StagePrompt": named("stages/prompt/stages/"),
  "authentik:index/stagePromptField:StagePromptField": named("stages/prompt/prompts/"),
  "authentik:index/stageUserLogin:StageUserLogin": named("stages/user_login/"),
  "authentik:index/stageUserWrite:StageUserWrite": named("stages/user_write/"),
  "authentik:index/user:User": at("core/users/", { username: "username" }),
  ...Object.fromEntries(dnsKinds),
};
