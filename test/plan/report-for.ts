import { planAll } from "../../core/plan/plan.ts";
import type { PlanReport } from "../../core/schema/plan-report.ts";
import { parsePreview } from "../../plan/preview/preview.ts";
import { reportOf } from "../../plan/report.ts";
import { CASES } from "./cases.ts";
import { recorded } from "./recording.ts";
import { settingsOf } from "./specs.ts";

/** The report on a case of cases.ts. @param printed default: its recorded preview */
export function reportFor(name: string, printed = recorded(name)): PlanReport {
  const pullRequest = CASES[name];
  if (pullRequest === undefined) throw new Error(`there is no case ${name}`);
  const { services } = pullRequest;
  const plan = planAll(services, settingsOf(pullRequest));
  return reportOf(parsePreview(printed), { plan, retired: services.retired });
}
