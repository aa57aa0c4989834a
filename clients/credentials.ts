import type { DnsProvider } from "../core/schema/dns/provider.ts";
import { DNS_PROVIDERS } from "../core/schema/dns/providers.ts";
import { type ProviderSetting, providerSetting } from "../core/schema/provider-setting.ts";
import type { Problem } from "../core/problems/problem.ts";

/** The address and the token of an API. */
export interface ApiAccess {
  readonly url: string;
  readonly token: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export const AUTHENTIK_URL = providerSetting("authentik:url", "AUTHENTIK_URL");
export const AUTHENTIK_TOKEN = providerSetting("authentik:token", "AUTHENTIK_TOKEN", "Authentik");

/** The credentials of a DNS provider, each of which is sufficient alone. */
export const dnsCredentials = ({ credentials: { token, others } }: DnsProvider): readonly ProviderSetting[] => [
  token,
  ...others,
];

/** Every value that must be stored encrypted. */
export const CREDENTIALS: readonly ProviderSetting[] = [
  AUTHENTIK_TOKEN,
  ...Object.values(DNS_PROVIDERS).flatMap(dnsCredentials),
];

/**
 * A setting's value as the provider finds it: in the stack's config, otherwise in the environment.
 * @param config returns a value of the stack's config by its full key
 * @returns undefined if it is set in neither
 */
export function settingOf(
  { key, variable }: ProviderSetting,
  config: (key: string) => string | undefined,
  env: Environment,
): string | undefined {
  const value = config(key) ?? env[variable];
  return value === "" ? undefined : value;
}

/** The problem of a missing setting. @param why why it is needed, such as ", but sso is enabled" @param example a value, if it is not a secret */
export function missing({ key, variable, issuer }: ProviderSetting, why: string, example = ""): Problem {
  const command = issuer === "" ? `pulumi config set ${key} ${example}` : `pulumi config set --secret ${key}`;
  return { where: `config.${key}`, problem: `is not set, and neither is ${variable}${why}`, fix: command.trim() };
}

/** The problem of an invalid address of Authentik, which the provider would notice only in an `up`; undefined if it is valid. */
export function authentikUrlProblem(url: string): Problem | undefined {
  if (/^https?:\/\/[^/\s]+/.test(url)) return undefined;
  return {
    where: `config.${AUTHENTIK_URL.key}`,
    problem: `${JSON.stringify(url)} is not an address`,
    fix: `write it with https://, as in: pulumi config set ${AUTHENTIK_URL.key} https://auth.example.org`,
  };
}
