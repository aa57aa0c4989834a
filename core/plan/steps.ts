import type { Settings } from "../schema/settings.ts";
import { subids } from "../service/names.ts";
import type { Service } from "../service/service.ts";
import { datasetSteps } from "./dataset-plan.ts";
import type { Generation } from "./plan-types.ts";
import { routeSpec } from "./route.ts";
import type { HostRole, HostStep, Step } from "./step.ts";

const HOST_ROLES: readonly string[] = ["host", "ingress"] satisfies HostRole[];

/** The steps of a service, each after the steps that it waits for. */
export function stepsOf(service: Service, { bundle }: Generation, settings: Settings): Step[] {
  const { name, web, secrets } = service;
  const step = (role: string, spec: string | undefined, after: readonly string[]): HostStep => {
    return { role, noun: role, target: name, spec, after };
  };
  const datasets = datasetSteps(service);
  const beforeRollout = [...datasets.map(({ role }) => role), "sso", "secrets", "quadlets"];
  const steps: Step[] = [
    step("user", userSpec(service), ["host"]),
    ...datasets,
    ...(web?.signOn ? [{ role: "sso", after: [] } as const] : []),
    ...(secrets.length > 0 ? [step("secrets", undefined, ["user"])] : []),
    step("quadlets", bundle, ["user"]),
    // The ingress starts in parallel with accounts, data and images.
    step("rollout", undefined, ["ingress", ...beforeRollout]),
    ...(web ? [step("route", routeSpec(service, settings), ["rollout"])] : []),
    ...(web ? [{ role: "records", after: ["route"] } as const] : []),
    ...(web ? [step("smoke", undefined, ["route", "records"])] : []),
  ];
  const known = [...HOST_ROLES, ...steps.map(({ role }) => role)];
  return steps.map((each) => ({ ...each, after: each.after.filter((role) => known.includes(role)) }));
}

function userSpec({ uid }: Service): string {
  const { start, count } = subids(uid);
  return `uid=${uid}\nsubids=${start}:${count}\n`;
}
