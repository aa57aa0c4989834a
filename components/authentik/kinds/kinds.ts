import type { SsoKind } from "../../../core/service/auth/kinds.ts";
import { forwardAuthResources } from "./forward-auth.ts";
import type { KindResources, MadeProvider, ProviderArgs, Shared } from "./kind.ts";
import { ldapResources } from "./ldap.ts";
import { oidcResources } from "./oidc.ts";

/** The resources of each kind of sign-in. */
const RESOURCES: { readonly [Kind in SsoKind]: KindResources<Kind> } = {
  oidc: oidcResources,
  forwardAuth: forwardAuthResources,
  ldap: ldapResources,
};

/** Creates providers of one kind. */
export type ProviderMaker = (args: ProviderArgs<SsoKind>) => MadeProvider;

const resourcesOf = <Kind extends SsoKind>(kind: Kind): KindResources<Kind> => RESOURCES[kind];

/** Creates what the services of each kind share, and returns what creates their providers. */
export const providerMakers = (kinds: readonly SsoKind[], shared: Shared): ReadonlyMap<SsoKind, ProviderMaker> =>
  new Map(kinds.map((kind) => [kind, resourcesOf(kind)(shared)]));
