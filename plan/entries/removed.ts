import type { PlanEntry, PlanFlag } from "../../core/schema/plan-report.ts";
import { lastAccess, nameChanges } from "../compare/access.ts";
import { dataChanges } from "../compare/data.ts";
import { pairs } from "../past/specs.ts";
import { versionOf } from "../past/version.ts";
import { stepOf } from "../preview/groups.ts";
import type { Step } from "../preview/preview.ts";
import { entryOf } from "./entry.ts";

/** Why a service is not planned although it runs. */
export type Reason = "retired" | "not-listed" | "awaits-sign-in";

/** A service that is removed. @param services the stack output of the last run */
export function removedEntry(name: string, steps: readonly Step[], services: unknown, reason: Reason): PlanEntry {
  const uid = pairs(stepOf(steps, name, "user")?.before ?? "")["uid"] ?? "";
  const { kept } = dataChanges(name, steps);
  const version = versionOf(stepOf(steps, name, "quadlets")?.before ?? "");
  return {
    ...entryOf(name, "remove"),
    restarts: (version?.manifest.pods ?? []).map(({ name: pod, containers }) => {
      return { pod, effect: "stop", containers: [...containers].sort() };
    }),
    lost: lastAccess(services, name).lost,
    ends: nameChanges(services, name, undefined).ends,
    kept: [...kept, ...(uid === "" ? [] : [`UID ${uid}, which stays its own`])],
    deleted: deleted(name, steps),
    flags: flagsFor(name, uid, reason),
  };
}

function deleted(name: string, steps: readonly Step[]): string[] {
  const has = (test: (step: Step) => boolean): boolean => steps.some(test);
  const role = (wanted: string): boolean => stepOf(steps, name, wanted) !== undefined;
  return [
    ...(role("rollout") ? ["its pods, units and files"] : []),
    ...(role("route") ? ["its route at the ingress"] : []),
    ...(has(({ name: one }) => one.startsWith(`${name}-dns`)) ? ["its DNS records"] : []),
    ...(has(({ type }) => type.startsWith("authentik:")) ? ["its application in Authentik"] : []),
    ...(role("secrets") ? ["its secrets on the host"] : []),
    ...(has(({ type }) => type.startsWith("random:"))
      ? ["its generated secrets: if it returns, it gets new ones"]
      : []),
    ...(role("user") ? [`its account svc-${name} with its images`] : []),
  ];
}

function flagsFor(name: string, uid: string, reason: Reason): PlanFlag[] {
  if (reason === "retired") return [];
  const flag = (text: string, fix: string): PlanFlag[] => [
    { severity: "danger", name: "left-out", where: "services/index.ts", text, fix },
  ];
  return reason === "not-listed"
    ? flag(
        `${name} is not listed any more, so it is removed`,
        `list it again; or, if it is to go, write retired("${name}", ${uid}) in its place`,
      )
    : flag(
        `${name} is left out, because single sign-on is not enabled, so it is removed`,
        "set enabled: true in homelab:sso again: docs/sso.md",
      );
}
