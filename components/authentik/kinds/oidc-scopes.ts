import * as authentik from "@pulumi/authentik";
import type { ChildOptions } from "../../component.ts";

interface Scope {
  /** The text that a person sees when asked for consent; without it, Authentik does not list the scope. */
  readonly description: string;
  /** The Python expression that returns the claims. */
  readonly expression: string;
}

/**
 * The scopes with which applications request claims about a person. Each claim is in one scope only, because Authentik
 * joins two lists of the same name, so every group would appear twice.
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
  // For clients that request it by name, although `profile` contains the groups.
  groups: { description: "See your groups", expression: "return {}" },
  entitlements: {
    description: "See what you may do in this application",
    expression:
      'return {"entitlements": [entitlement.name for entitlement in request.user.app_entitlements(provider.application)]}',
  },
  // Authentik issues a refresh token, which the session's length refers to, for this scope only.
  offline_access: { description: "Keep you signed in", expression: "return {}" },
};

/** The scopes that every client may request. They belong to the program, because Authentik's own would have to be looked up. */
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
