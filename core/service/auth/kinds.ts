import { AUTH_KINDS, type AuthKind, type AuthSpec, type AuthSpecOf } from "../../schema/auth/kinds.ts";
import type { Web } from "../service.ts";
import { type ForwardAuth, type ForwardAuthProviderPlan, type ForwardAuthSmoke, forwardAuth } from "./forward-auth.ts";
import type { SharedSecret, SignIn, SignInKind } from "./kind.ts";
import { type Ldap, type LdapProviderPlan, type LdapSmoke, ldap } from "./ldap.ts";
import { type NoSignIn, type NoSmoke, noSignIn } from "./none.ts";
import { type Oidc, type OidcProviderPlan, type OidcSmoke, oidc } from "./oidc.ts";

/** How people sign in to a service. */
export type Auth = Oidc | ForwardAuth | Ldap | NoSignIn;
/** A service's provider in Authentik, as plain data. */
export type ProviderPlan = OidcProviderPlan | ForwardAuthProviderPlan | LdapProviderPlan;
/** How the smoke test expects an anonymous visitor to be treated. */
export type SmokeAuth = OidcSmoke | ForwardAuthSmoke | LdapSmoke | NoSmoke;

/** The kinds with a sign-in. */
export const SIGN_IN_KINDS: { readonly [Kind in SsoKind]: SignInKind<Kind> } = { oidc, forwardAuth, ldap };

export type SsoKind = Exclude<AuthKind, "none">;
export type AuthOf<Kind extends AuthKind> = Extract<Auth, { readonly kind: Kind }>;
export type ProviderPlanOf<Kind extends SsoKind> = Extract<ProviderPlan, { readonly kind: Kind }>;
export type SmokeAuthOf<Kind extends AuthKind> = Extract<SmokeAuth, { readonly kind: Kind }>;

export const SSO_KINDS: readonly SsoKind[] = AUTH_KINDS.filter((kind) => kind !== "none");

/** Everything that a kind of sign-in decides. */
export const signInKind = <Kind extends SsoKind>(kind: Kind): SignInKind<Kind> => SIGN_IN_KINDS[kind];

/** How people sign in to a service; undefined if nobody has to. */
export function signInOf(service: string, web: Web | undefined): SignIn<SsoKind> | undefined {
  if (!web?.signOn || web.auth.kind === "none") return undefined;
  return { service, web, auth: web.auth, signOn: web.signOn };
}

/** The secrets that services with this kind of sign-in share with Authentik. */
export const sharedSecrets = (kind: AuthKind): (SharedSecret & { readonly name: string })[] =>
  kind === "none" ? [] : Object.entries(signInKind(kind).secrets).map(([name, secret]) => ({ name, ...secret }));

/** What `auth` of a definition means, with all defaults. */
export function authWithDefaults(written: AuthSpec, domain: string): Auth {
  if ("none" in written) return noSignIn(written.none);
  const [[kind, fields]] = Object.entries(written) as [[SsoKind, AuthSpecOf<SsoKind>]];
  return signInKind(kind).withDefaults(fields, domain);
}
