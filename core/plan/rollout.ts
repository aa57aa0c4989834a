import type { ServicePlan } from "./plan-types.ts";
import { byName } from "../text/sorted.ts";

/**
 * Stdin of `homelab rollout apply <name>`.
 * @param revisions name of each secret -> its revision on the host
 */
export function rolloutSpec(
  { uid, generation, rollout, needs }: Pick<ServicePlan, "uid" | "generation" | "rollout" | "needs">,
  revisions: Readonly<Record<string, string>>,
): string {
  const lines = [
    `uid=${uid}`,
    `generation=${generation.hash}`,
    `strategy=${rollout.strategy}`,
    `drain=${rollout.drainSeconds}`,
    ...(needs.length === 0 ? [] : [`needs=${needs.join(",")}`]),
    `secrets=${JSON.stringify(Object.fromEntries(byName(Object.entries(revisions))))}`,
  ];
  return `${lines.join("\n")}\n`;
}
