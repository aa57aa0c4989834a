import { z } from "zod";
import { worded } from "../builders.ts";
import { FORWARD_AUTH_EXAMPLE, forwardAuthForm } from "./forward-auth.ts";
import { LDAP_EXAMPLE, type LdapContext, ldapForm } from "./ldap.ts";
import { NONE_EXAMPLE, noneForm } from "./none.ts";
import { OIDC_EXAMPLE, type OidcContext, oidcForm } from "./oidc.ts";

/** What a person writes for each kind of sign-in: an object whose one field is named like the kind. */
const FORMS = {
  oidc: { form: oidcForm, example: OIDC_EXAMPLE },
  forwardAuth: { form: forwardAuthForm, example: FORWARD_AUTH_EXAMPLE },
  ldap: { form: ldapForm, example: LDAP_EXAMPLE },
  none: { form: noneForm, example: NONE_EXAMPLE },
} as const;

/** What an `env` function can read of a kind of sign-in, under the kind's name. */
export interface AuthContexts {
  /** The OpenID Connect values of a service with `auth: { oidc }`. */
  readonly oidc: OidcContext;
  /** The directory's values of a service with `auth: { ldap }`. */
  readonly ldap: LdapContext;
}

/** A kind of sign-in. */
export type AuthKind = keyof typeof FORMS;

export const AUTH_KINDS = Object.keys(FORMS) as readonly AuthKind[];

const examples = Object.values(FORMS).map(({ example }) => example);

/** Exactly one kind of sign-in. */
export const authSchema = worded(z.union(Object.values(FORMS).map(({ form }) => form)), {
  what: "a kind of sign-in",
  fix: `write one of ${examples.slice(0, -1).join(", ")} and ${examples.at(-1) ?? ""}`,
});

export type AuthSpec = z.output<typeof authSchema>;

/** What a person writes for one kind. */
export type AuthSpecOf<Kind extends AuthKind> = Extract<AuthSpec, Readonly<Record<Kind, unknown>>>[Kind];
