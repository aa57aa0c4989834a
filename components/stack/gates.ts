import * as pulumi from "@pulumi/pulumi";
import {
  AUTHENTIK_TOKEN,
  AUTHENTIK_URL,
  authentikUrlProblem,
  dnsCredentials,
  type Environment,
  missing,
  settingOf,
} from "../../clients/credentials.ts";
import { checkServices } from "../../core/checks/check.ts";
import { type HostPlan, planHost } from "../../core/plan/host-plan.ts";
import { type Plan, planChecked } from "../../core/plan/plan.ts";
import { type Problem, Problems } from "../../core/problems/problem.ts";
import type { ReadSettings } from "../../core/schema/read-settings.ts";
import type { Settings } from "../../core/schema/settings.ts";
import { dnsProvider } from "../../core/schema/dns/providers.ts";
import type { ProviderSetting } from "../../core/schema/provider-setting.ts";
import type { Ledger } from "../../core/service/ledger.ts";
import type { Service } from "../../core/service/service.ts";
import { rawPools } from "../../core/service/unparsed.ts";
import { CA_KEY_CONFIG } from "../../core/service/proxy.ts";
import { recordsOf } from "../../core/web/records.ts";
import { encryptedKeys, stackSettings } from "./settings.ts";

/** The validated settings and plans. */
export interface Passed {
  readonly settings: Settings;
  readonly plan: Plan & { readonly host: HostPlan };
}

/**
 * Checks settings, services, secrets and credentials together, before the first resource is created.
 * @throws Problems with all problems of all of them.
 */
export function passGates(ledger: Ledger, config: pulumi.Config, env: Environment = process.env): Passed {
  const read = stackSettings(config, encryptedKeys(env), ledger.services.flatMap(rawPools));
  const { settings } = read;
  const { services, problems } = checkServices(ledger, forChecks(read));
  const found = [...read.problems, ...credentialProblems(services, settings, env), ...problems];
  const stack = found.filter(isAboutStack);
  const own = found.filter((problem) => !isAboutStack(problem));
  if (found.length > 0) throw new Problems([...stack, ...own], subject(stack, own));
  return { settings, plan: { host: planHost(settings), ...planChecked(services, settings) } };
}

const isAboutStack = ({ where }: Problem): boolean => where.startsWith("config.");

function subject(stack: readonly Problem[], services: readonly Problem[]): string {
  if (stack.length > 0 && services.length > 0) return "settings and services";
  return stack.length > 0 ? "settings" : "services";
}

/** Settings for the checks only: if `tls` is invalid, it is unknown whether the home's own CA is in use. */
const forChecks = ({ settings, refused }: ReadSettings): Settings =>
  refused.has("tls") ? { ...settings, configSecrets: [...settings.configSecrets, CA_KEY_CONFIG] } : settings;

/** The credentials of the APIs that the services need. Checks only whether a secret is set, never its value. */
function credentialProblems(services: readonly Service[], settings: Settings, env: Environment): Problem[] {
  const config = pulumi.runtime.allConfig();
  const find = (setting: ProviderSetting) => settingOf(setting, (key) => config[key], env);
  const signsOn = settings.sso.enabled && services.some(({ web }) => web?.signOn !== undefined);
  const url = find(AUTHENTIK_URL);
  const authentik = [
    ...(url === undefined
      ? [missing(AUTHENTIK_URL, ", but sso is enabled", "https://auth.example.org")]
      : [authentikUrlProblem(url)]),
    ...(find(AUTHENTIK_TOKEN) === undefined ? [missing(AUTHENTIK_TOKEN, ", but sso is enabled")] : []),
  ].filter((problem) => problem !== undefined);
  return [...(signsOn ? authentik : []), ...dnsProblems(services, settings, find)];
}

function dnsProblems(
  services: readonly Service[],
  { dns }: Settings,
  find: (setting: ProviderSetting) => string | undefined,
): Problem[] {
  const provider = dnsProvider(dns);
  const users = services.filter((service) => recordsOf(service, dns).length > 0).map(({ name }) => name);
  if (users.length === 0 || dnsCredentials(provider).some((setting) => find(setting) !== undefined)) return [];
  const { token, howToCreate } = provider.credentials;
  const need = users.length === 1 ? "needs" : "need";
  const { where, problem } = missing(token, `, but ${users.join(", ")} ${need} DNS records`);
  const fix = `${howToCreate}, then: pulumi config set --secret ${token.key}`;
  return [{ where, problem, fix }];
}
