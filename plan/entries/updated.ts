import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { Version } from "../../core/plan/pod-change.ts";
import type { PlanChange, PlanEntry, PlanFlag } from "../../core/schema/plan-report.ts";
import { accessChanges, nameChanges } from "../compare/access.ts";
import { containerChanges } from "../compare/containers.ts";
import { dataChanges, mountChanges } from "../compare/data.ts";
import { fileChanges } from "../compare/files.ts";
import { containerFlags, resourceFlags } from "../compare/flags.ts";
import { gapWords } from "../compare/gap.ts";
import { keyChanges } from "../compare/names.ts";
import { isReconnection, resourceChange } from "../compare/resources.ts";
import { deployOf, restartsOf } from "../compare/restarts.ts";
import { rolloutChanges, routeChanges } from "../compare/rollout.ts";
import { secretChanges } from "../compare/secrets.ts";
import { versionOf } from "../past/version.ts";
import { stepOf } from "../preview/groups.ts";
import type { Step } from "../preview/preview.ts";
import { entryOf } from "./entry.ts";

type Part = Partial<Omit<PlanEntry, "subject" | "action">>;

/** A service that is there before and after. @param services the stack output of the last run */
export function updatedEntry(plan: ServicePlan, steps: readonly Step[], services: unknown): PlanEntry {
  const data = dataChanges(plan.name, steps);
  const secrets = secretChanges(plan, steps);
  const parts: Part[] = [
    accessChanges(services, plan),
    nameChanges(services, plan.name, plan),
    { changes: identityChanges(plan, steps) },
    data,
    versionPart(plan, steps, secrets.renewed),
    { changes: secrets.changes },
    { changes: rolloutChanges(plan, steps) },
    routeChanges(plan, steps),
    { changes: steps.filter((step) => !isTold(plan.name, step)).map(resourceChange) },
    { flags: resourceFlags(plan.name, steps) },
  ];
  const entry = joined(entryOf(plan.name, "update"), parts);
  // The host refuses an earlier step, so the deploy does not begin.
  return entry.flags.some(isRefusal) ? { ...entry, restarts: [], gap: "", atRisk: [] } : entry;
}

const isRefusal = ({ severity, name }: PlanFlag): boolean => severity === "danger" && name === "refused";

const joined = (entry: PlanEntry, parts: readonly Part[]): PlanEntry => ({
  ...entry,
  changes: parts.flatMap(({ changes = [] }) => changes),
  restarts: parts.flatMap(({ restarts = [] }) => restarts),
  gap: parts.flatMap(({ gap = "" }) => (gap === "" ? [] : [gap])).join("; "),
  atRisk: parts.flatMap(({ atRisk = [] }) => atRisk),
  gained: parts.flatMap(({ gained = [] }) => gained),
  lost: parts.flatMap(({ lost = [] }) => lost),
  begins: parts.flatMap(({ begins = [] }) => begins),
  ends: parts.flatMap(({ ends = [] }) => ends),
  kept: parts.flatMap(({ kept = [] }) => kept),
  flags: parts.flatMap(({ flags = [] }) => flags),
});

/** What follows from the files of both versions; a version without a step is the one that runs. */
function versionPart(plan: ServicePlan, steps: readonly Step[], renewed: readonly string[]): Part {
  const bundle = stepOf(steps, plan.name, "quadlets")?.before;
  const after = versionOf(plan.generation.bundle);
  const before = bundle === undefined ? after : versionOf(bundle);
  if (before === undefined || after === undefined) return { flags: [unreadable(plan)] };
  const { strategy } = plan.rollout;
  const deploy = deployOf(before, after, strategy, renewed);
  const mounts = mountChanges(before, after, strategy);
  return {
    changes: [
      ...containerChanges(before, after),
      ...slotChanges(before, after),
      ...rollbackChanges(before, after),
      ...fileChanges(before, after),
    ],
    restarts: restartsOf(deploy, after.manifest),
    gap: gapWords(before, after, deploy, strategy),
    atRisk: mounts.atRisk,
    flags: [...mounts.flags, ...containerFlags(plan, before)],
  };
}

const unreadable = ({ name }: ServicePlan): PlanFlag => ({
  ...{ severity: "attention", name: "unclear", where: name },
  text: "a newer version of this program wrote what runs now, so what restarts is not known",
  fix: "plan it with that version",
});

function slotChanges(before: Version, after: Version): PlanChange[] {
  const [was, is] = [before, after].map(({ manifest }) => manifest.pods.filter(({ slot }) => slot !== null).length);
  return was === is ? [] : [{ how: "changed", what: "replicas", text: `${was ?? 0} -> ${is ?? 0}` }];
}

function rollbackChanges({ manifest: was }: Version, { manifest: is }: Version): PlanChange[] {
  const text = keyChanges(was.data, is.data);
  return text === "" ? [] : [{ how: "changed", what: "dataRollback", text }];
}

function identityChanges({ name, uid, user }: ServicePlan, steps: readonly Step[]): PlanChange[] {
  const before = stepOf(steps, name, "user")?.before;
  const [, was = String(uid)] = /^uid=(\d+)$/m.exec(before ?? "") ?? [];
  return was === String(uid) ? [] : [{ how: "changed", what: "account", text: `${user}, UID ${was} -> ${uid}` }];
}

/** Roles of which the words above tell everything. */
const TOLD = /^(user|secrets|quadlets|rollout|route|dns.*|dataset-.*|access-.*|generated-.*)$/;
/** It follows each deploy, and alone it is worth a line. */
const SMOKE = "smoke";

function isTold(service: string, step: Step): boolean {
  const role = step.name.slice(service.length + 1);
  return step.name === service || TOLD.test(role) || role === SMOKE || isReconnection(step);
}
