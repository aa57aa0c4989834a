import * as pulumi from "@pulumi/pulumi";
import { CREDENTIALS } from "../../clients/credentials.ts";
import { type Problem, Problems } from "../../core/problems/problem.ts";
import { readSettings, type ReadSettings } from "../../core/schema/read-settings.ts";
import { SETTING_KEYS } from "../../core/schema/settings.ts";
import { structuredSetting } from "../../core/schema/structured-setting.ts";

const PROJECT = "homelab";

/** The stack's config. Secrets are read from it one by one, where they are sent. */
export const stackConfig = (): pulumi.Config => new pulumi.Config(PROJECT);

/**
 * The stack's settings, checked by core. Only the names of secrets are read.
 * @param encrypted Full keys of the config values that are stored encrypted; undefined: not known.
 * @param pools Names of the pools that services use.
 */
export function stackSettings(
  config: pulumi.Config,
  encrypted: readonly string[] | undefined,
  pools: readonly string[] = [],
): ReadSettings {
  const own = SETTING_KEYS.map((key) => [key, structuredSetting(config.get(key))] as const);
  const configSecrets = otherKeys();
  const input = { ...Object.fromEntries(own.filter(([, value]) => value !== undefined)), configSecrets };
  const read = readSettings(input, pools);
  const clear = encrypted === undefined ? [] : clearTextProblems(configSecrets, encrypted);
  return { ...read, problems: [...read.problems, ...clear] };
}

/** Full keys of the stack's encrypted config values, as the language host reports them; undefined if it does not. */
export function encryptedKeys(env: Readonly<Record<string, string | undefined>> = process.env): string[] | undefined {
  const keys = env["PULUMI_CONFIG_SECRET_KEYS"];
  return keys === undefined ? undefined : (JSON.parse(keys) as string[]);
}

/** Runs checks. A problem of the input is shown without a stack trace. */
export function explain<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    // The CLI writes "error:" before the message itself.
    if (error instanceof Problems) throw new pulumi.RunError(error.message.replace(/^error: /, ""));
    throw error;
  }
}

function clearTextProblems(configSecrets: readonly string[], encrypted: readonly string[]): Problem[] {
  const config = pulumi.runtime.allConfig();
  const secrets = configSecrets.filter((key) => !encrypted.includes(`${PROJECT}:${key}`));
  const credentials = CREDENTIALS.filter(({ key }) => key in config && !encrypted.includes(key));
  return [
    ...secrets.map((key) => ({
      where: `config.${key}`,
      problem: `is not a setting (${SETTING_KEYS.join(", ")}), and a secret must not be stored in plain text`,
      fix: `pulumi config rm ${key}; for a secret, change its value and run pulumi config set --secret ${key}`,
    })),
    ...credentials.map(({ key, issuer }) => ({
      where: `config.${key}`,
      problem: "is stored in plain text",
      fix: `create a new one at ${issuer}, then: pulumi config set --secret ${key}`,
    })),
  ];
}

function otherKeys(): string[] {
  const prefix = `${PROJECT}:`;
  const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(prefix));
  return keys
    .map((key) => key.slice(prefix.length))
    .filter((key) => !SETTING_KEYS.includes(key))
    .sort();
}
