import type { Settings } from "../schema/settings.ts";
import { signOnUrl } from "../schema/sso.ts";
import { groupKey, type NamedPlan, type SsoKind, type SsoPlan } from "./sso.ts";

/** What the services share in Authentik. */
export interface SharedSsoPlan {
  /** Where people sign in, without a slash at its end. */
  readonly url: string;
  readonly consent: "implicit" | "explicit";
  /** Groups of this program's own, sorted. */
  readonly groups: readonly NamedPlan[];
  /** Groups that are there already and stay when this program goes, sorted. */
  readonly existingGroups: readonly NamedPlan[];
  /** Ways of signing on that a service uses: each takes something of its own. */
  readonly kinds: readonly SsoKind[];
}

/** What the given services share; undefined when none of them signs anybody on. */
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
