import { furtherApplications, type NameApplication } from "../service/applications.ts";
import type { ProviderSettings } from "../service/auth/kind.ts";
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
  /** Further applications with the same access, for names that need one of their own. */
  readonly others: readonly SsoPlan[];
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

/** The address with which Authentik shows an application no tile. */
const NO_TILE = "blank://blank";

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
  const providerSettings = { domain, sessionSeconds: sso.session ?? SESSION_SECONDS };
  const own: SsoPlan = {
    slug: applicationSlug(name),
    provider: kind.provider(signIn, providerSettings),
    application: {
      name: tile.name,
      group: tile.group,
      icon: tile.icon,
      launchUrl: tile.launchUrl,
    },
    access: named(access),
    entitlements: named(kind.entitlements?.(signIn.auth) ?? []),
    rotation: Object.entries(sso.rotate ?? {}).find(([service]) => service === name)?.[1],
    others: [],
  };
  return {
    ...own,
    others: furtherApplications(name, web).map((further) => planOfName(own, further, providerSettings)),
  };
}

/** The plan for one more name of a service whose names have an application each. */
function planOfName(own: SsoPlan, { slug, host, signIn }: NameApplication, settings: ProviderSettings): SsoPlan {
  return {
    ...own,
    slug,
    provider: signInKind(signIn.auth.kind).provider(signIn, settings),
    application: { name: `${own.application.name} (${host})`, group: undefined, icon: undefined, launchUrl: NO_TILE },
    rotation: undefined,
  };
}

/** Names of the groups whose members may use a service; [] without a sign-in. */
export const accessNames = (plan: SsoPlan | undefined): string[] => plan?.access.map(({ name }) => name) ?? [];

const named = (names: readonly string[]): NamedPlan[] => names.map((name) => ({ key: groupKey(name), name }));
