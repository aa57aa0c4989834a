import * as authentik from "@pulumi/authentik";
import type { ChildOptions } from "../component.ts";

interface Scope {
  /** What a person reads who is asked for consent; Authentik lists no scope without it. */
  readonly description: string;
  /** The Python by which Authentik answers. */
  readonly expression: string;
}

/**
 * What an application may ask about somebody. Each claim stands in one scope alone: Authentik joins two lists of the
 * same name, so every group would be told twice.
 */
const SCOPES: Readonly<Record<string, Scope>> = {
  openid: { description: "Know that it is you", expression: "return {}" },
  email: {
    description: "See your e-mail address",
    expression: 'return {"email": request.user.email, "email_verified": False}',
  },
  profile: {
    description: "See your name and your groups",
    expression: `return {
    "name": request.user.name,
    "given_name": request.user.name,
    "preferred_username": request.user.username,
    "nickname": request.user.username,
    "groups": [group.name for group in request.user.all_groups()],
}`,
  },
  // For clients that ask for it by name, beside `profile`, which tells the groups.
  groups: { description: "See your groups", expression: "return {}" },
  entitlements: {
    description: "See what you may do in this application",
    expression:
      'return {"entitlements": [entitlement.name for entitlement in request.user.app_entitlements(provider.application)]}',
  },
  // Authentik gives out a refresh token, which the session's length is about, for this scope alone.
  offline_access: { description: "Keep you signed in", expression: "return {}" },
};

/** The scopes that every client may ask for. Ids of this program's own: those of Authentik would have to be looked up. */
export function scopeMappings(sso: string, options: ChildOptions): authentik.PropertyMappingProviderScope[] {
  return Object.entries(SCOPES).map(
    ([scope, { description, expression }]) =>
      new authentik.PropertyMappingProviderScope(
        `${sso}-scope-${scope.replace("_", "-")}`,
        { name: `homelab: ${scope}`, scopeName: scope, description, expression },
        options,
      ),
  );
}
