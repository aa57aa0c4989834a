import { z } from "zod";
import {
  type ApiAccess,
  AUTHENTIK_TOKEN,
  AUTHENTIK_URL,
  authentikUrlProblem,
  type Environment,
  missing,
  settingOf,
} from "../clients/credentials.ts";
import { type Problem, Problems } from "../core/problems/problem.ts";
import type { DnsProvider } from "../core/schema/dns/provider.ts";
import { NO_SSO, signOnUrl, ssoSettings } from "../core/schema/sso.ts";

/** Runs `pulumi` and returns its output; undefined if it failed, for which it has printed the reason. */
export type Pulumi = (args: readonly string[]) => string | undefined;

/** The address and the token of Authentik. */
export interface Access extends ApiAccess {
  /** The URL at which people sign in: the beginning of a link. */
  readonly signOn: string;
}

const values = z.record(
  z.string(),
  z.object({ value: z.string().optional(), objectValue: z.unknown().optional(), secret: z.boolean() }),
);
type Values = z.output<typeof values>;

/** The unencrypted part of the stack's config, and a function that decrypts one value. */
export interface StackConfig {
  readonly values: Values;
  /** Undefined if there is no such value. */
  readonly decrypt: (key: string) => string | undefined;
}

/**
 * @param chosen options of `pulumi config` that select the stack
 * @throws Problems if it cannot be read
 */
export function readConfig(pulumi: Pulumi, chosen: readonly string[]): StackConfig {
  const printed = pulumi(["config", "--json", ...chosen]);
  if (printed === undefined)
    throw problem("the stack's config", "cannot be read", "see the message of pulumi; --stack selects another stack");
  const config = values.parse(JSON.parse(printed));
  // Decrypts this value only.
  const decrypt = (key: string) => config[key] && pulumi(["config", "get", key, ...chosen])?.trim();
  return { values: config, decrypt };
}

/**
 * Authentik's address and token from the stack's config, otherwise from the environment, as for the provider.
 * @throws Problems for a missing value
 */
export function authentikAccess({ values, decrypt }: StackConfig, env: Environment, example: string): ApiAccess {
  const url = settingOf(AUTHENTIK_URL, (key) => values[key]?.value, env);
  if (url === undefined) throw asked(missing(AUTHENTIK_URL, "", example));
  const wrong = authentikUrlProblem(url);
  if (wrong !== undefined) throw asked(wrong);
  const token = settingOf(AUTHENTIK_TOKEN, decrypt, env);
  if (token === undefined) throw asked(missing(AUTHENTIK_TOKEN, ""));
  return { url: url.replace(/\/$/, ""), token };
}

/** The same for a DNS provider. */
export function dnsAccess(
  { credentials: { url, token } }: DnsProvider,
  { values, decrypt }: StackConfig,
  env: Environment,
): ApiAccess {
  const secret = settingOf(token, decrypt, env);
  if (secret === undefined) throw asked(missing(token, ""));
  return { url: settingOf(url, (key) => values[key]?.value, env) ?? url.standard, token: secret };
}

/** Like `authentikAccess`, with the URL at which people sign in. */
export function readAccess(pulumi: Pulumi, chosen: readonly string[], env: Environment): Access {
  const config = readConfig(pulumi, chosen);
  const signOn = peoplesUrl(config.values);
  return { ...authentikAccess(config, env, signOn), signOn };
}

function peoplesUrl(config: Values): string {
  const domain = config["homelab:domain"]?.value;
  if (domain === undefined)
    throw problem("config.homelab:domain", "is not set", "pulumi config set domain home.example.org");
  const sso = ssoSettings.safeParse(config["homelab:sso"]?.objectValue ?? NO_SSO).data;
  if (sso?.enabled !== true)
    throw problem("config.homelab:sso", "is not enabled", "see docs/sso.md, The first time; then pulumi up");
  return signOnUrl(sso, domain);
}

/** The only problem of a command. */
export const problem = (where: string, what: string, fix: string): Problems => asked({ where, problem: what, fix });

const asked = (only: Problem): Problems => new Problems([only], "what was asked");
