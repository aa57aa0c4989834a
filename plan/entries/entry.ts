import type { PlanEntry } from "../../core/schema/plan-report.ts";

/** An entry that says nothing but what it is about. */
export const entryOf = (subject: string, action: PlanEntry["action"]): PlanEntry => ({
  ...{ subject, action },
  ...{ changes: [], restarts: [], gap: "", atRisk: [], gained: [], lost: [] },
  ...{ begins: [], ends: [], kept: [], deleted: [], flags: [] },
});
