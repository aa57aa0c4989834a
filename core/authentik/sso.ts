import { applicationSlug, type AuthKind } from "../service/auth.ts";
import { ldapAccount } from "../service/ldap.ts";
import type { Service, Web } from "../service/service.ts";
import { isPath } from "../schema/redirects.ts";
import type { Settings } from "../schema/settings.ts";

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

export type ProviderPlan =
  | {
      readonly kind: "oidc";
      readonly name: string;
      readonly redirectUris: readonly { readonly matching_mode: "strict" | "regex"; readonly url: string }[];
      /** Seconds for which the application may renew its session without another sign-in. */
      readonly sessionSeconds: number;
    }
  | {
      readonly kind: "forwardAuth";
      readonly name: string;
      readonly externalHost: string;
      /** Undefined if the sign-in is for this host only. */
      readonly cookieDomain: string | undefined;
      /** Seconds until a person has to sign in again. */
      readonly sessionSeconds: number;
    }
  | {
      readonly kind: "ldap";
      readonly name: string;
      readonly baseDn: string;
      /** The account with which the application searches the directory; its role and group have the same name. */
      readonly account: string;
      readonly outpost: string;
    };

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

/** A name as part of a logical name: lower-case letters, digits and hyphens. */
export const groupKey = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** A service's objects in Authentik; undefined without a sign-in. */
export function ssoPlan({ name, web }: Service, { sso, domain }: Settings): SsoPlan | undefined {
  if (!web || web.auth.kind === "none") return undefined;
  return {
    slug: applicationSlug(name),
    provider: provider(name, web, sso.session ?? SESSION_SECONDS, domain),
    application: {
      name: web.tile.name,
      group: web.tile.group,
      icon: web.tile.icon,
      launchUrl: web.tile.launchUrl,
    },
    access: named(web.access),
    entitlements: named(web.auth.kind === "oidc" ? web.auth.entitlements : []),
    rotation: Object.entries(sso.rotate ?? {}).find(([service]) => service === name)?.[1],
  };
}

/** Names of the groups whose members may use a service; [] without a sign-in. */
export const accessNames = (plan: SsoPlan | undefined): string[] => plan?.access.map(({ name }) => name) ?? [];

const named = (names: readonly string[]): NamedPlan[] => names.map((name) => ({ key: groupKey(name), name }));

/**
 * The kind, and the level where it is the domain, are part of the name: when they change, the new provider is made
 * while the old one still exists.
 */
function provider(service: string, { auth, hosts, url }: Web, sessionSeconds: number, domain: string): ProviderPlan {
  switch (auth.kind) {
    case "oidc":
      return { kind: "oidc", name: `${service}-oidc`, redirectUris: redirectUris(auth, hosts), sessionSeconds };
    case "forwardAuth": {
      const isDomain = auth.level === "domain";
      return {
        kind: "forwardAuth",
        name: `${service}-forward-auth${isDomain ? "-domain" : ""}`,
        externalHost: url,
        cookieDomain: isDomain ? domain : undefined,
        sessionSeconds,
      };
    }
    case "ldap":
      return {
        kind: "ldap",
        name: `${service}-ldap`,
        baseDn: auth.baseDn,
        account: ldapAccount(service),
        outpost: `homelab-${service}-ldap`,
      };
    case "none":
      throw new Error(`${service} has no provider, because it has no sign-in`);
  }
}

export type SsoKind = Exclude<AuthKind, "none">;

/**
 * Every redirect path on every name, and addresses with a scheme of their own as they are. In a pattern the name stands
 * for itself, so its dots are escaped.
 */
function redirectUris(
  { redirectPaths, match }: { readonly redirectPaths: readonly string[]; readonly match: "strict" | "regex" },
  hosts: readonly string[],
) {
  const prefixes = hosts.map((host) => `https://${match === "regex" ? host.replaceAll(".", "\\.") : host}`);
  const urls = [
    ...prefixes.flatMap((prefix) => redirectPaths.filter(isPath).map((path) => prefix + path)),
    ...redirectPaths.filter((redirect) => !isPath(redirect)),
  ];
  return urls.map((url) => ({ matching_mode: match, url }));
}
