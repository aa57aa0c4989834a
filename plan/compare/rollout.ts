import ipaddr from "ipaddr.js";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { PlanChange, PlanFlag } from "../../core/schema/plan-report.ts";
import { rolloutSpec, routeSpec } from "../past/specs.ts";
import { stepOf } from "../preview/groups.ts";
import type { Step } from "../preview/preview.ts";
import { listChanges, without } from "./names.ts";

/** What changes about how a service is deployed. */
export function rolloutChanges(plan: ServicePlan, steps: readonly Step[]): PlanChange[] {
  const spec = stepOf(steps, plan.name, "rollout")?.before;
  if (spec === undefined) return [];
  const was = rolloutSpec(spec);
  const { strategy, drainSeconds } = plan.rollout;
  const changed = (what: string, text: string): PlanChange => ({ how: "changed", what, text });
  const needs = listChanges(was.needs, plan.needs);
  return [
    ...(was.strategy === strategy ? [] : [changed("update", `${was.strategy} -> ${strategy}`)]),
    ...(was.drain === String(drainSeconds)
      ? []
      : [changed("drain", `${was.drain} seconds -> ${drainSeconds} seconds`)]),
    ...(needs === "" ? [] : [changed("needs", needs)]),
  ];
}

/** What changes about a service's way through the ingress, beside its exposure. */
export function routeChanges(
  plan: ServicePlan,
  steps: readonly Step[],
): { readonly changes: readonly PlanChange[]; readonly flags: readonly PlanFlag[] } {
  const step = stepOf(steps, plan.name, "route");
  if (step?.before === undefined || step.after === undefined) return { changes: [], flags: [] };
  const [was, is] = [routeSpec(step.before), routeSpec(step.after)];
  const names = listChanges(was.names, is.names);
  // No network at all is everybody, which the exposure tells.
  const isPrivate = was.sources.length > 0 && is.sources.length > 0;
  const networks = isPrivate ? listChanges(was.sources, is.sources) : "";
  const wider = isPrivate ? without(is.sources, was.sources).filter((one) => !isWithin(one, was.sources)) : [];
  return {
    changes: [
      ...(names === "" ? [] : [{ how: "changed", what: "names", text: names } as const]),
      ...(networks === "" ? [] : [{ how: "changed", what: "networks", text: networks } as const]),
    ],
    flags: wider.map((network): PlanFlag => ({
      ...{ severity: "attention", name: "exposure-widened", where: "config.lan" },
      ...{ text: `${plan.name} can be reached from ${network} from now on`, fix: "leave the network out" },
    })),
  };
}

/** Whether all addresses of a network are in another one. */
function isWithin(network: string, others: readonly string[]): boolean {
  const [address, bits] = ipaddr.parseCIDR(network);
  return others.some((other) => {
    const [base, size] = ipaddr.parseCIDR(other);
    return address.kind() === base.kind() && size <= bits && address.match(base, size);
  });
}
