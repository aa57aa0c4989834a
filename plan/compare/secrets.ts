import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { PlanChange } from "../../core/schema/plan-report.ts";
import { rolloutSpec } from "../past/specs.ts";
import { isReplaced, stepOf } from "../preview/groups.ts";
import type { Step } from "../preview/preview.ts";
import { enumerated, without } from "./names.ts";

/** What changes about a service's secrets: names only. */
export interface SecretChanges {
  readonly changes: readonly PlanChange[];
  /** Secrets of which the host gets another value, or may get one. */
  readonly renewed: readonly string[];
}

/** Compares the secrets of a service that is updated. Which value differs is not known before the run. */
export function secretChanges(plan: ServicePlan, steps: readonly Step[]): SecretChanges {
  const sent = stepOf(steps, plan.name, "secrets");
  const names = plan.secrets.map(({ name }) => name);
  const rollout = stepOf(steps, plan.name, "rollout")?.before;
  const known = rollout === undefined ? names : Object.keys(rolloutSpec(rollout).secrets);
  const [added, removed] = [without(names, known), without(known, names)];
  const again = steps.filter(isReplaced).map(({ name }) => name.replace(`${plan.name}-generated-`, ""));
  const generated = names.filter((name) => again.includes(name));
  // The spec has the UID too.
  const isSameUser = stepOf(steps, plan.name, "user") === undefined;
  const differs = sent?.op === "update" && sent.differs.includes("stdin") && isSameUser;
  const renewed = differs && added.length + removed.length + generated.length === 0 ? known : generated;
  const change = (how: PlanChange["how"], text: string): PlanChange => ({ how, what: "secret", text });
  return {
    changes: [
      ...added.map((name) => change("added", name)),
      ...removed.map((name) => change("removed", name)),
      ...generated.map((name) => change("changed", `${name}: generated anew`)),
      ...(renewed.length > 0 && generated.length === 0
        ? [
            change(
              "changed",
              `the value of one or several of ${enumerated(renewed)}; only containers that have it restart`,
            ),
          ]
        : []),
    ],
    renewed,
  };
}
