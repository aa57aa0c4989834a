import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { PlanChange, PlanEntry } from "../../core/schema/plan-report.ts";
import { firstAccess, nameChanges } from "../compare/access.ts";
import { containerFlags } from "../compare/flags.ts";
import { deployOf, restartsOf } from "../compare/restarts.ts";
import { versionOf } from "../past/version.ts";
import { entryOf } from "./entry.ts";

/** A service that is new. @param services the stack output of the last run */
export function createdEntry(plan: ServicePlan, services: unknown): PlanEntry {
  const after = versionOf(plan.generation.bundle);
  const { gained, flags } = firstAccess(plan);
  return {
    ...entryOf(plan.name, "create"),
    changes: parts(plan),
    restarts:
      after === undefined ? [] : restartsOf(deployOf(undefined, after, plan.rollout.strategy, []), after.manifest),
    gained,
    begins: nameChanges(services, plan.name, plan).begins,
    flags: [...flags, ...containerFlags(plan, undefined)],
  };
}

function parts(plan: ServicePlan): PlanChange[] {
  const added = (what: string, text: string): PlanChange => ({ how: "added", what, text });
  const { containers } = plan.generation.manifest;
  return [
    ...Object.entries(containers).map(([name, { image }]) => added("container", `${name}: ${image}`)),
    ...plan.datasets.map(({ key, dataset }) => added(`data.${key}`, dataset)),
    ...plan.secrets.map(({ name }) => added("secret", name)),
    added("account", `${plan.user}, UID ${plan.uid}`),
    ...(plan.needs.length === 0 ? [] : [added("needs", plan.needs.join(", "))]),
  ];
}
