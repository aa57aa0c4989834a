import * as authentik from "@pulumi/authentik";
import * as pulumi from "@pulumi/pulumi";
import { LDAP_PASSWORD, LDAP_TOKEN, type LdapProviderPlan } from "../../../core/service/auth/ldap.ts";
import type { ChildOptions } from "../../component.ts";
import { loginFlow } from "../installed.ts";
import type { OutpostApi } from "../outpost-api.ts";
import { type KindResources, type Protected, secretOf, type Served, type SharedSecrets } from "./kind.ts";

/** The inputs of one service's directory. */
interface LdapArgs extends Protected {
  readonly plan: LdapProviderPlan;
  readonly secrets: SharedSecrets;
  readonly provider: pulumi.CustomResource;
  readonly outposts: OutpostApi;
}

// Authentik's names of the permission to search the whole directory, and of the kind of object that it applies to.
const SEARCH = "authentik_providers_ldap.search_full_directory";
const LDAP_PROVIDER = "authentik_providers_ldap.ldapprovider";

/** An outpost beside the application serves a service with LDAP. */
export const ldapResources: KindResources<"ldap"> = ({ own, invalidationFlow, outposts }) => {
  const bindFlow = loginFlow({ parent: own.parent });
  return ({ service, provider: plan, secrets, child }) => {
    const provider = new authentik.ProviderLdap(
      `${service}-sso`,
      { name: plan.name, baseDn: plan.baseDn, bindFlow, unbindFlow: invalidationFlow },
      { ...child, ignoreChanges: ["bindFlow"] },
    );
    const args = { plan, secrets, provider, outposts };
    return { provider, serve: (application) => directory(service, { ...args, ...application }, child) };
  };
};

/**
 * The account with which an application searches the directory, and an outpost for this one service: its token opens
 * no other directory, and it shares no list of providers.
 * @param service The prefix of the logical names.
 */
function directory(service: string, args: LdapArgs, child: ChildOptions): Served {
  const { plan, secrets, provider, application, bindings, outposts } = args;
  const token = secretOf(secrets, LDAP_TOKEN);
  const account = searchAccount(service, args, secretOf(secrets, LDAP_PASSWORD), child);
  const binding = new authentik.PolicyBinding(
    `${service}-ldap-access`,
    { target: application.uuid, group: account.group.id, order: bindings.length },
    { ...child, deleteBeforeReplace: true },
  );
  // An application without a binding is open to everybody, so it is served only after all bindings exist.
  const outpost = new authentik.Outpost(
    `${service}-outpost`,
    { name: plan.outpost, type: "ldap", protocolProviders: [provider.id.apply(Number)] },
    { ...child, dependsOn: [application, ...bindings, binding], deleteBeforeReplace: true },
  );
  const opened = pulumi.all([outpost.id, token]).apply(([id, key]) => openOutpost(outposts, id, key));
  return {
    resources: [...account.resources, binding, outpost],
    // No container starts with a token that Authentik does not have yet.
    secrets: new Map([[LDAP_TOKEN, pulumi.all([token, opened]).apply(([key]) => key)]]),
  };
}

/** Permissions belong to roles and roles to groups, so the account has a role and a group of its own. */
function searchAccount(
  service: string,
  { plan: { account: name }, provider, outposts }: LdapArgs,
  password: pulumi.Output<string>,
  child: ChildOptions,
): { group: authentik.Group; resources: pulumi.Resource[] } {
  const own = { ...child, deleteBeforeReplace: true };
  const role = new authentik.RbacRole(`${service}-ldap-role`, { name }, own);
  const search = new authentik.RbacPermissionRole(
    `${service}-ldap-search`,
    { role: role.id, model: LDAP_PROVIDER, permission: SEARCH, objectId: existing(outposts, provider.id) },
    own,
  );
  // An update would empty the group (see sso.ts), so with another role it is recreated, and its account is added again.
  const group = new authentik.Group(
    `${service}-ldap-group`,
    { name, roles: [role.id] },
    { ...own, replaceOnChanges: ["name", "roles"], ignoreChanges: ["isSuperuser", "users", "parents", "attributes"] },
  );
  const user = new authentik.User(
    `${service}-ldap-account`,
    { username: name, name, type: "service_account", groups: [group.id], password },
    // The provider sets a password only when it creates the account.
    { ...own, additionalSecretOutputs: ["password"], replaceOnChanges: ["password"] },
  );
  return { group, resources: [search, user] };
}

/** For an object that does not exist, Authentik grants a role the permission for all objects and answers 200. */
function existing(outposts: OutpostApi, provider: pulumi.Output<string>): pulumi.Output<string> {
  return provider.apply(async (id) => {
    if (!pulumi.runtime.isDryRun()) await outposts.requireLdapProvider(id);
    return id;
  });
}

async function openOutpost(outposts: OutpostApi, id: string, key: string): Promise<void> {
  if (!pulumi.runtime.isDryRun()) await outposts.keepToken(id, key);
}
