import type { PolicyFinding } from "../core/checks/policies.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { PlanEntry, PlanFlag, PlanReport } from "../core/schema/plan-report.ts";
import type { Ledger } from "../core/service/ledger.ts";
import { isReconnection } from "./compare/resources.ts";
import { createdEntry } from "./entries/created.ts";
import { hostEntry } from "./entries/host.ts";
import { type Reason, removedEntry } from "./entries/removed.ts";
import { sharedEntry } from "./entries/shared.ts";
import { updatedEntry } from "./entries/updated.ts";
import { componentOf, grouped } from "./preview/groups.ts";
import type { Preview } from "./preview/preview.ts";

/** What the program would run: the definitions and what follows from them. */
export interface Wanted {
  readonly plan: Plan;
  readonly retired: Ledger["retired"];
}

/** What a merge will do: a preview in words. */
export function reportOf(preview: Preview, { plan, retired }: Wanted): PlanReport {
  const { services: steps, hosts, shared } = grouped(preview);
  const planned = plan.services.flatMap((service) => {
    const own = steps.get(service.name) ?? [];
    if (own.every(isReconnection)) return [];
    const isNew = componentOf(own, service.name)?.op === "create";
    const entry = isNew ? createdEntry(service, preview.services) : updatedEntry(service, own, preview.services);
    return withPolicies(entry, plan.warnings);
  });
  const names = plan.services.map(({ name }) => name);
  const removed = [...steps]
    .filter(([name]) => !names.includes(name))
    .map(([name, own]) => removedEntry(name, own, preview.services, reasonOf(name, { plan, retired })));
  const entries = [
    ...[...hosts].flatMap(([name, own]) => hostEntry(name, own, preview.steps) ?? []),
    sharedEntry(shared),
    ...planned,
    ...removed,
  ].filter((entry) => entry !== undefined);
  return { format: 1, verdict: verdictOf(entries), entries, unchanged: plan.services.length - planned.length };
}

function reasonOf(name: string, { plan, retired }: Wanted): Reason {
  if (plan.awaitingSso.includes(name)) return "awaits-sign-in";
  return retired.some((one) => one.name === name) ? "retired" : "not-listed";
}

function verdictOf(entries: readonly PlanEntry[]): PlanReport["verdict"] {
  if (entries.length === 0) return "nothing";
  return entries.some(({ flags }) => flags.some(({ severity }) => severity === "danger")) ? "decide" : "changes";
}

/** The flag that tells the same of what the change brings. */
const FLAGS: Readonly<Partial<Record<PolicyFinding["policy"], PlanFlag["name"]>>> = {
  publicWithoutSignIn: "public-without-sign-in",
  secretInEnvironment: "secret-in-environment",
  floatingTag: "floating-tag",
};

/** What a policy warns of in a service that changes, if no flag tells it already. */
function withPolicies(entry: PlanEntry, warnings: readonly PolicyFinding[]): PlanEntry {
  const isTold = ({ policy, where }: PolicyFinding): boolean =>
    entry.flags.some((flag) => flag.where === where && flag.name === FLAGS[policy]);
  const own = warnings.filter((warning) => warning.where.startsWith(`${entry.subject}.`) && !isTold(warning));
  const flags = own.map(({ policy, where, problem, fix }): PlanFlag => {
    return { severity: "attention", name: "policy", where, text: `${problem} (${policy})`, fix };
  });
  return { ...entry, flags: [...entry.flags, ...flags] };
}
