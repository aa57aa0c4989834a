import type { Settings } from "../schema/settings.ts";
import { signOnUrl } from "../schema/sso.ts";
import type { SsoKind } from "../service/auth/kinds.ts";
import { groupKey } from "../service/sign-on.ts";
import type { NamedPlan, SsoPlan } from "./sso.ts";

/** What all services share in Authentik. */
export interface SharedSsoPlan {
  /** Where people sign in, without a slash at its end. */
  readonly url: string;
  readonly consent: "implicit" | "explicit";
  /** Groups that this program creates, sorted. */
  readonly groups: readonly NamedPlan[];
  /** Groups that exist already and that this program does not delete, sorted. */
  readonly existingGroups: readonly NamedPlan[];
  /** The kinds of sign-in that services use; each needs shared objects of its own. */
  readonly kinds: readonly SsoKind[];
}

/** What the given services share; undefined if none of them has a sign-in. */
export function sharedSsoPlan(
  plans: readonly (SsoPlan | undefined)[],
  { sso, domain }: Settings,
): SharedSsoPlan | undefined {
  const used = plans.filter((plan) => plan !== undefined);
  if (used.length === 0) return undefined;
  const names = [...new Set(used.flatMap(({ access }) => access.map(({ name }) => name)))].sort();
  const existing = sso.groups ?? [];
  const named = (isExisting: boolean) =>
    names.filter((name) => existing.includes(name) === isExisting).map((name) => ({ key: groupKey(name), name }));
  return {
    url: signOnUrl(sso, domain),
    consent: sso.consent ?? "implicit",
    groups: named(false),
    existingGroups: named(true),
    kinds: [...new Set(used.map(({ provider }) => provider.kind))].sort(),
  };
}
