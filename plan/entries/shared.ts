import type { PlanEntry, PlanFlag } from "../../core/schema/plan-report.ts";
import { isReconnection, resourceChange } from "../compare/resources.ts";
import { isReplaced } from "../preview/groups.ts";
import type { Step } from "../preview/preview.ts";
import { entryOf } from "./entry.ts";

/** What a merge does to what services share at Authentik; undefined if nothing. */
export function sharedEntry(steps: readonly Step[]): PlanEntry | undefined {
  const own = steps.filter((step) => !isReconnection(step) && step.type !== "homelab:index:Sso");
  if (own.length === 0) return undefined;
  return {
    ...entryOf("sign-in", own.every(({ op }) => op === "create") ? "create" : "update"),
    changes: own.map(resourceChange),
    flags: own.filter((step) => isReplaced(step) || step.op === "delete").map(lost),
  };
}

/** A group takes its members with it. */
function lost({ name, type, op }: Step): PlanFlag {
  const isGroup = type.endsWith(":Group");
  return {
    ...{ severity: isGroup ? "danger" : "attention", name: isGroup ? "data-loss" : "replaced", where: name },
    text: isGroup
      ? "the group is deleted in Authentik, and with it who its members are"
      : `it is ${op === "delete" ? "deleted" : "made again"}`,
    fix: isGroup ? "keep the group in the access of a service, or list it under groups in homelab:sso" : "",
  };
}
