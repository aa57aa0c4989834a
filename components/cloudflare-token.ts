import * as pulumi from "@pulumi/pulumi";
import type { ServicePlan } from "../core/plan-types.ts";
import { type Problem, Problems } from "../core/problems.ts";

const TOKEN = "cloudflare:apiToken";
/** What the provider takes instead, from config and from its environment. */
const OTHER_KEYS = ["cloudflare:apiKey", "cloudflare:apiUserServiceKey"];
const VARIABLES = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_API_USER_SERVICE_KEY"];

const FIX = "make a token with Zone, DNS, Edit for the one zone, then: pulumi config set --secret cloudflare:apiToken";

/**
 * Records need a token at Cloudflare, and that belongs into the config encrypted.
 * @param encrypted Full keys of the config values that are stored encrypted; undefined: not known.
 * @throws Problems, before the first resource is made.
 */
export function requireCloudflareToken(
  plans: readonly ServicePlan[],
  encrypted: readonly string[] | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  const users = plans.filter(({ records }) => records.length > 0).map(({ name }) => name);
  const config = pulumi.runtime.allConfig();
  const given = [TOKEN, ...OTHER_KEYS].filter((key) => config[key] !== undefined);
  const inClear = encrypted === undefined ? [] : given.filter((key) => !encrypted.includes(key));
  const problems = inClear.map(inClearProblem);
  if (users.length > 0 && given.length === 0 && VARIABLES.every((name) => (env[name] ?? "") === "")) {
    problems.push({
      where: `config.${TOKEN}`,
      problem: `is not set, but records are wanted by ${users.join(", ")}`,
      fix: FIX,
    });
  }
  if (problems.length > 0) throw new Problems(problems, "settings");
}

const inClearProblem = (key: string): Problem => ({
  where: `config.${key}`,
  problem: "is stored in clear",
  fix: `make a new one at Cloudflare, then: pulumi config set --secret ${key}`,
});
