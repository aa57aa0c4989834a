import * as authentik from "@pulumi/authentik";
import type { ChildOptions } from "../component.ts";

/** What an application may ask about somebody, and the Python by which Authentik answers. */
const SCOPES = {
  openid: "return {}",
  email: 'return {"email": request.user.email, "email_verified": False}',
  profile: `return {
    "name": request.user.name,
    "given_name": request.user.name,
    "preferred_username": request.user.username,
    "nickname": request.user.username,
    "groups": [group.name for group in request.user.all_groups()],
}`,
  groups: 'return {"groups": [group.name for group in request.user.all_groups()]}',
  entitlements:
    'return {"entitlements": [entitlement.name for entitlement in request.user.app_entitlements(provider.application)]}',
} as const;

/** The scopes that every client may ask for. Ids of this program's own: those of Authentik would have to be looked up. */
export function scopeMappings(sso: string, options: ChildOptions): authentik.PropertyMappingProviderScope[] {
  return Object.entries(SCOPES).map(
    ([scope, expression]) =>
      new authentik.PropertyMappingProviderScope(
        `${sso}-scope-${scope}`,
        { name: `homelab: ${scope}`, scopeName: scope, expression },
        options,
      ),
  );
}
