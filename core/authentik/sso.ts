import { type ProviderPlan, signInKind, signInOf } from "../service/auth/kinds.ts";
import type { Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";
import { applicationSlug, groupKey } from "../service/sign-on.ts";

/** Logical name of the sign-in component that all services share. */
export const SSO_COMPONENT = "sso";

/** One service's objects in Authentik, as plain data: without secrets, and without ids that only Authentik knows. */
export interface SsoPlan {
  /** The application's slug, which is also the client id. */
  readonly slug: string;
  readonly provider: ProviderPlan;
  readonly application: ApplicationPlan;
  readonly access: readonly NamedPlan[];
  readonly entitlements: readonly NamedPlan[];
  /** A new value renews the secrets that the service shares with Authentik. */
  readonly rotation: string | undefined;
}

/** An object with its own name in Authentik. */
export interface NamedPlan {
  /** Part of a logical name. */
  readonly key: string;
  readonly name: string;
}

/**
 * How long a session lasts unless `homelab:sso` says otherwise: 30 days. The provider of Pulumi would ask for 10 minutes
 * at an outpost, after which a form that is sent is redirected to the sign-in and lost.
 */
const SESSION_SECONDS = 30 * 86_400;

export interface ApplicationPlan {
  readonly name: string;
  readonly group: string | undefined;
  readonly icon: string | undefined;
  readonly launchUrl: string;
}

/** A service's objects in Authentik; undefined without a sign-in. */
export function ssoPlan({ name, web }: Service, { sso, domain }: Settings): SsoPlan | undefined {
  const signIn = signInOf(name, web);
  if (!signIn) return undefined;
  const { tile, access } = signIn.web;
  const kind = signInKind(signIn.auth.kind);
  return {
    slug: applicationSlug(name),
    provider: kind.provider(signIn, { domain, sessionSeconds: sso.session ?? SESSION_SECONDS }),
    application: {
      name: tile.name,
      group: tile.group,
      icon: tile.icon,
      launchUrl: tile.launchUrl,
    },
    access: named(access),
    entitlements: named(kind.entitlements?.(signIn.auth) ?? []),
    rotation: Object.entries(sso.rotate ?? {}).find(([service]) => service === name)?.[1],
  };
}

/** Names of the groups whose members may use a service; [] without a sign-in. */
export const accessNames = (plan: SsoPlan | undefined): string[] => plan?.access.map(({ name }) => name) ?? [];

const named = (names: readonly string[]): NamedPlan[] => names.map((name) => ({ key: groupKey(name), name }));
