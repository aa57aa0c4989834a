import * as authentik from "@pulumi/authentik";
import * as pulumi from "@pulumi/pulumi";
import type { ProviderPlan } from "../../../core/authentik/sso.ts";
import { LDAP_PASSWORD, LDAP_TOKEN } from "../../../core/service/auth.ts";
import type { ChildOptions } from "../../component.ts";
import type { OutpostApi } from "../outpost-api.ts";
import { sharedSecret } from "../shared-secret.ts";
import type { MadeProvider, Protected, ProviderArgs, Served } from "./provider-maker.ts";

/** What the directory of one service is made from. */
interface LdapArgs extends Protected {
  readonly plan: Extract<ProviderPlan, { kind: "ldap" }>;
  readonly secretMark: string | undefined;
  readonly provider: pulumi.CustomResource;
  readonly outposts: OutpostApi;
}

// Authentik's words: the permission to see everybody, and on what kind of object it is given.
const SEARCH = "authentik_providers_ldap.search_full_directory";
const LDAP_PROVIDER = "authentik_providers_ldap.ldapprovider";

/** An outpost beside the application serves a service with LDAP. */
export function ldapProvider({ service, plan, provider, sso, child }: ProviderArgs<"ldap">): MadeProvider {
  const made = new authentik.ProviderLdap(
    `${service}-sso`,
    {
      name: provider.name,
      baseDn: provider.baseDn,
      bindFlow: sso.forKind("ldap", sso.loginFlow),
      unbindFlow: sso.invalidationFlow,
    },
    { ...child, ignoreChanges: ["bindFlow"] },
  );
  const args = { plan: provider, secretMark: plan.secretMark, provider: made, outposts: sso.outposts };
  return { provider: made, serve: (application) => directory(service, { ...args, ...application }, child) };
}

/**
 * The account by which an application looks people up, and an outpost that serves this one service: its token opens
 * nothing else, and no list of providers is shared with others.
 * @param service The logical names' beginning.
 */
function directory(service: string, args: LdapArgs, child: ChildOptions): Served {
  const { plan, secretMark, provider, application, bindings, outposts } = args;
  const password = sharedSecret(`${service}-ldap-password`, secretMark, child);
  const token = sharedSecret(`${service}-ldap-token`, secretMark, child);
  const account = searchAccount(service, args, password, child);
  const binding = new authentik.PolicyBinding(
    `${service}-ldap-access`,
    { target: application.uuid, group: account.group.id, order: bindings.length },
    { ...child, deleteBeforeReplace: true },
  );
  // An application without a binding is open to everybody, so nothing serves it before it has all of them.
  const outpost = new authentik.Outpost(
    `${service}-outpost`,
    { name: plan.outpost, type: "ldap", protocolProviders: [provider.id.apply(Number)] },
    { ...child, dependsOn: [application, ...bindings, binding], deleteBeforeReplace: true },
  );
  const opened = pulumi.all([outpost.id, token]).apply(([id, key]) => openOutpost(outposts, id, key));
  return {
    resources: [...account.resources, binding, outpost],
    secrets: new Map([
      [LDAP_PASSWORD, password],
      // Nothing starts with a token that Authentik has not been given yet.
      [LDAP_TOKEN, pulumi.all([token, opened]).apply(([key]) => key)],
    ]),
  };
}

/** Permissions are a role's, and a role is a group's: so the account has both of its own. */
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
  // An update would empty the group (see sso.ts): with another role it is made anew, and its account is put into it.
  const group = new authentik.Group(
    `${service}-ldap-group`,
    { name, roles: [role.id] },
    { ...own, replaceOnChanges: ["name", "roles"], ignoreChanges: ["isSuperuser", "users", "parents", "attributes"] },
  );
  const user = new authentik.User(
    `${service}-ldap-account`,
    { username: name, name, type: "service_account", groups: [group.id], password },
    // A password is set when the account is made, and at no other time.
    { ...own, additionalSecretOutputs: ["password"], replaceOnChanges: ["password"] },
  );
  return { group, resources: [search, user] };
}

/** For an object that does not exist Authentik gives a role the permission for all objects, and answers 200. */
function existing(outposts: OutpostApi, provider: pulumi.Output<string>): pulumi.Output<string> {
  return provider.apply(async (id) => {
    if (!pulumi.runtime.isDryRun()) await outposts.requireLdapProvider(id);
    return id;
  });
}

async function openOutpost(outposts: OutpostApi, id: string, key: string): Promise<void> {
  if (!pulumi.runtime.isDryRun()) await outposts.keepToken(id, key);
}
