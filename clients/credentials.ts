import type { Problem } from "../core/problems/problem.ts";

/** Where an API answers, and what opens it. */
export interface ApiAccess {
  readonly url: string;
  readonly token: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A value of the stack's config that a provider reads, and the environment variable that stands in for it. */
export interface ProviderSetting {
  /** Full key, such as `authentik:token`. */
  readonly key: string;
  readonly variable: string;
  /** Who makes a new one, where it opens something; "": it is no secret. */
  readonly issuer: string;
}

const setting = (key: string, variable: string, issuer = ""): ProviderSetting => ({ key, variable, issuer });

export const AUTHENTIK_URL = setting("authentik:url", "AUTHENTIK_URL");
export const AUTHENTIK_TOKEN = setting("authentik:token", "AUTHENTIK_TOKEN", "Authentik");
export const CLOUDFLARE_BASE_URL = setting("cloudflare:baseUrl", "CLOUDFLARE_BASE_URL");
export const CLOUDFLARE_TOKEN = setting("cloudflare:apiToken", "CLOUDFLARE_API_TOKEN", "Cloudflare");
/** Any one of them opens Cloudflare's API. */
export const CLOUDFLARE_CREDENTIALS: readonly ProviderSetting[] = [
  CLOUDFLARE_TOKEN,
  setting("cloudflare:apiKey", "CLOUDFLARE_API_KEY", "Cloudflare"),
  setting("cloudflare:apiUserServiceKey", "CLOUDFLARE_API_USER_SERVICE_KEY", "Cloudflare"),
];

/** Every value that must be stored encrypted. */
export const CREDENTIALS: readonly ProviderSetting[] = [AUTHENTIK_TOKEN, ...CLOUDFLARE_CREDENTIALS];

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
