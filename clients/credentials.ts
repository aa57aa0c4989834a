import type { DnsProvider } from "../core/schema/dns/provider.ts";
import { DNS_PROVIDERS } from "../core/schema/dns/providers.ts";
import { type ProviderSetting, providerSetting } from "../core/schema/provider-setting.ts";
import type { Problem } from "../core/problems/problem.ts";

/** Where an API answers, and what opens it. */
export interface ApiAccess {
  readonly url: string;
  readonly token: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export const AUTHENTIK_URL = providerSetting("authentik:url", "AUTHENTIK_URL");
export const AUTHENTIK_TOKEN = providerSetting("authentik:token", "AUTHENTIK_TOKEN", "Authentik");

/** Everything that opens a DNS provider's API by itself. */
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
 * A setting's value as the provider finds it: in the stack's config, else in the environment.
 * @param config gives a value of the stack's config by its full key
 * @returns undefined where it is nowhere
 */
export function settingOf(
  { key, variable }: ProviderSetting,
  config: (key: string) => string | undefined,
  env: Environment,
): string | undefined {
  const value = config(key) ?? env[variable];
  return value === "" ? undefined : value;
}

/** The problem of a setting that is nowhere. @param why who needs it, such as "but sso is enabled" @param example a value of what is no secret */
export function missing({ key, variable, issuer }: ProviderSetting, why: string, example = ""): Problem {
  const command = issuer === "" ? `pulumi config set ${key} ${example}` : `pulumi config set --secret ${key}`;
  return { where: `config.${key}`, problem: `is not set, and neither is ${variable}${why}`, fix: command.trim() };
}

/** What is wrong with the address of Authentik; undefined when nothing is. A provider would find out in an `up` only. */
export function authentikUrlProblem(url: string): Problem | undefined {
  if (/^https?:\/\/[^/\s]+/.test(url)) return undefined;
  return {
    where: `config.${AUTHENTIK_URL.key}`,
    problem: `${JSON.stringify(url)} is not an address`,
    fix: `write it with https://, as in: pulumi config set ${AUTHENTIK_URL.key} https://auth.example.org`,
  };
}
