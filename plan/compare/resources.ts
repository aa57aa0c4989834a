import type { PlanChange } from "../../core/schema/plan-report.ts";
import type { Step } from "../preview/preview.ts";

const HOW: Readonly<Record<string, PlanChange["how"]>> = {
  create: "added",
  delete: "removed",
  "create-replacement": "added",
};

/** The change of a resource that no other words tell: its name, its kind, and which of its inputs differ. */
export function resourceChange({ op, name, type, differs }: Step): PlanChange {
  const kind = type.slice(type.lastIndexOf(":") + 1);
  return {
    how: HOW[op] ?? "changed",
    what: kind,
    text: differs.length === 0 ? name : `${name}: ${differs.join(", ")}`,
  };
}

/** A step that changes nothing but how the host is reached; the host's own entry tells that once. */
export const isReconnection = ({ op, differs }: Step): boolean =>
  op === "update" && differs.length > 0 && differs.every((input) => input === "connection");
