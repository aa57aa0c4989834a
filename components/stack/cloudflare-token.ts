import * as pulumi from "@pulumi/pulumi";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import { Problems } from "../../core/problems/problem.ts";

// What the provider takes, from config and from its environment.
const KEYS = ["cloudflare:apiToken", "cloudflare:apiKey", "cloudflare:apiUserServiceKey"];
const VARIABLES = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_API_USER_SERVICE_KEY"];

/**
 * Records need a token at Cloudflare.
 * @throws Problems, before the first resource is made.
 */
export function requireCloudflareToken(
  plans: readonly ServicePlan[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  const users = plans.filter(({ records }) => records.length > 0).map(({ name }) => name);
  const config = pulumi.runtime.allConfig();
  const isGiven = KEYS.some((key) => config[key] !== undefined) || VARIABLES.some((name) => (env[name] ?? "") !== "");
  if (users.length === 0 || isGiven) return;
  const missing = {
    where: "config.cloudflare:apiToken",
    problem: `is not set, but records are wanted by ${users.join(", ")}`,
    fix: "make a token with Zone, DNS, Edit for the one zone, then: pulumi config set --secret cloudflare:apiToken",
  };
  throw new Problems([missing], "settings");
}
