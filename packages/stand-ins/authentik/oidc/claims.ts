import { directGroups } from "../access/membership.ts";
import { mayUse } from "../access/decide.ts";
import { dictionaryOf, keyOf, listOf, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import type { Client } from "./clients.ts";
import { playExpression } from "./expression.ts";

/** The names of a user's groups, as the default mapping for `profile` tells them. */
export const groupNames = (user: Stored, world: World): string[] =>
  directGroups(user, world).map((group) => textOf(group, "name"));

/** The names of the application entitlements that are bound to a user; one without a binding is nobody's. */
export function entitlementNames(user: Stored, application: Stored, world: World): string[] {
  const own = world.holding("entitlement", "app", keyOf(application)).filter((one) => {
    const isBound = world.holding("binding", "target", keyOf(one)).some(({ enabled }) => enabled !== false);
    return isBound && mayUse(user, one, world);
  });
  return own.map((one) => textOf(one, "name"));
}

function managedClaims(scope: string, user: Stored, { application }: Client, world: World): Stored {
  const { username, name, email } = user;
  switch (scope) {
    case "email":
      // Since 2025.10 the server says this of every address.
      return { email, email_verified: false };
    case "profile":
      return {
        ...{ name, given_name: name, preferred_username: username, nickname: username },
        groups: groupNames(user, world),
      };
    case "entitlements": {
      const names = entitlementNames(user, application, world);
      return { entitlements: names, roles: names };
    }
    default:
      return {};
  }
}

/** By which identifier a provider's application knows a user. */
export function subject(provider: Stored, user: Stored): string {
  switch (provider["sub_mode"]) {
    case "user_id":
      return keyOf(user);
    case "user_uuid":
      return textOf(user, "uuid");
    case "user_username":
      return textOf(user, "username");
    case "user_email":
      return textOf(user, "email");
    case "user_upn":
      return textOf(dictionaryOf(user, "attributes"), "upn") || textOf(user, "uid");
    default:
      return textOf(user, "uid");
  }
}

/** As the server merges what several scopes tell: lists are joined, so an entry of two is there twice. */
function merge(told: Stored, more: Stored): void {
  for (const [claim, value] of Object.entries(more)) {
    const before = told[claim];
    told[claim] =
      Array.isArray(before) && Array.isArray(value) ? [...(before as unknown[]), ...(value as unknown[])] : value;
  }
}

/**
 * What an application is told about a user for these scopes: only what the provider's own mappings say,
 * so a provider without mappings tells the subject alone.
 * @throws Refusal when a mapping's Python is not played
 */
export function claims(client: Client, user: Stored, scopes: readonly string[], world: World): Stored {
  const told: Stored = { sub: subject(client.provider, user) };
  for (const key of listOf(client.provider, "property_mappings")) {
    const mapping = world.byKey(["scope-mapping"], key) ?? {};
    const scope = textOf(mapping, "scope_name");
    if (!scopes.includes(scope)) continue;
    const isManaged = textOf(mapping, "managed") !== "";
    merge(told, isManaged ? managedClaims(scope, user, client, world) : playExpression(mapping, user, world));
  }
  return told;
}
