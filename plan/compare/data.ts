import contract from "../../contract/constants.json" with { type: "json" };
import type { DataRollback } from "../../core/plan/plan-types.ts";
import type { Version } from "../../core/plan/pod-change.ts";
import type { PlanChange, PlanFlag } from "../../core/schema/plan-report.ts";
import { datasetName } from "../../core/service/names.ts";
import { datasetSpec, type DatasetSpec } from "../past/specs.ts";
import type { Step } from "../preview/preview.ts";
import { bytesOf, sizeWords } from "./amounts.ts";
import { unitOf } from "./containers.ts";
import { keyChanges } from "./names.ts";

/** What changes about the data of a service. */
export interface DataChanges {
  readonly changes: readonly PlanChange[];
  readonly atRisk: readonly string[];
  readonly flags: readonly PlanFlag[];
  /** Datasets that stay although nothing uses them any more. */
  readonly kept: readonly string[];
}

/** Compares the datasets of a service that is updated or removed. */
export function dataChanges(service: string, steps: readonly Step[]): DataChanges {
  const own = steps
    .filter(({ name }) => name.startsWith(`${service}-`) && name.slice(service.length + 1).startsWith("dataset-"))
    .map((step) => ({ step, key: step.name.slice(`${service}-dataset-`.length) }));
  const told = own.map(({ step, key }) => datasetChange(`${service}.data.${key}`, key, step));
  return {
    changes: told.flatMap(({ changes }) => changes),
    atRisk: told.flatMap(({ atRisk }) => atRisk),
    flags: told.flatMap(({ flags }) => flags),
    kept: told.flatMap(({ kept }) => kept),
  };
}

const NOTHING: DataChanges = { changes: [], atRisk: [], flags: [], kept: [] };

function datasetChange(where: string, key: string, { op, before, after }: Step): DataChanges {
  const [was, is] = [before, after].map((spec) => (spec === undefined ? undefined : datasetSpec(spec)));
  const what = `data.${key}`;
  if (op === "delete" && was !== undefined) return { ...NOTHING, kept: [was.dataset] };
  if (was === undefined && is !== undefined)
    return { ...NOTHING, changes: [{ how: "added", what, text: `${is.dataset}, quota ${sizeWords(is.quota)}` }] };
  if (was === undefined || is === undefined) return NOTHING;
  if (was.dataset !== is.dataset)
    return { ...NOTHING, changes: [moved(what, was, is)], flags: [refusedMove(where, was)] };
  return {
    ...NOTHING,
    changes: properties(was, is).map((text) => ({ how: "changed", what, text: `${text} on ${is.dataset}` })),
    ...shrinking(where, was, is),
  };
}

const moved = (what: string, was: DatasetSpec, is: DatasetSpec): PlanChange => ({
  ...{ how: "changed", what },
  text: `${was.dataset} -> ${is.dataset}`,
});

const refusedMove = (where: string, { dataset }: DatasetSpec): PlanFlag => ({
  ...{ severity: "danger", name: "refused", where },
  text: `the host refuses another place for existing data, which stays in ${dataset}`,
  fix: "use the old pool again, or move the data first: docs/plan.md",
});

function properties(was: DatasetSpec, is: DatasetSpec): string[] {
  const quota = was.quota === is.quota ? [] : [`quota ${sizeWords(was.quota)} -> ${sizeWords(is.quota)}`];
  const others = keyChanges(was.properties, is.properties);
  const folders = keyChanges(was.directories, is.directories);
  return [
    ...quota,
    ...(others === "" ? [] : [`properties ${others}, for what is written from now on`]),
    ...(folders === "" ? [] : [`folders ${folders}`]),
  ];
}

function shrinking(where: string, was: DatasetSpec, is: DatasetSpec): Pick<DataChanges, "atRisk" | "flags"> {
  const [from, to] = [bytesOf(was.quota), bytesOf(is.quota)];
  if (from === undefined || to === undefined || to >= from) return { atRisk: [], flags: [] };
  return {
    atRisk: [`${is.dataset}: the application cannot write more than ${sizeWords(is.quota)}`],
    flags: [
      {
        ...{ severity: "attention", name: "refused", where },
        text: `the quota shrinks; the host refuses that if more than ${sizeWords(is.quota)} is in use`,
        fix: "compare it with `homelab status` on the host",
      },
    ],
  };
}

/** Data that a new image may change, and what a failed deploy does about it; and places that lose their dataset. */
export function mountChanges(before: Version, after: Version, strategy: string): Pick<DataChanges, "atRisk" | "flags"> {
  const { service, containers } = after.manifest;
  const names = Object.keys(containers).filter((name) => name in before.manifest.containers);
  const atRisk = names.flatMap((name) => {
    const folders = Object.values(unitOf(after, name).data).filter(({ readOnly }) => !readOnly);
    const isNew = before.manifest.containers[name]?.image !== containers[name]?.image;
    if (!isNew) return [];
    return folders.map(({ folder }) => {
      const goesBack = after.manifest.data[datasetAt(folder)] ?? "never";
      return `${folder}: the new image of ${name} may change it; ${wayBack(goesBack, strategy)}`;
    });
  });
  const flags = names.flatMap((name) => {
    const [was, is] = [unitOf(before, name).data, unitOf(after, name).data];
    const lost = Object.keys(was).filter((path) => is[path]?.folder !== was[path]?.folder);
    return lost.map((path): PlanFlag => {
      const kept = was[path]?.folder ?? "";
      return {
        ...{ severity: "danger", name: "data-loss", where: `${service}.containers.${name}.volumes` },
        text: `${path} is ${is[path] === undefined ? "no longer on a dataset" : `on ${is[path].folder}`}: the application no longer sees what is in ${kept}`,
        fix: "mount the old place again, or move the data first",
      };
    });
  });
  return { atRisk, flags };
}

/** The dataset of a folder on the host: `/zfs/safe/feeds/db/pg` is in `safe/homelab/feeds/db`. */
function datasetAt(folder: string): string {
  const [pool = "", service = "", key = ""] = folder.replace(`${contract.paths.datasets}/`, "").split("/");
  return datasetName(pool, service, key);
}

/** What a deploy that fails does with the snapshot that it takes before. */
function wayBack(goesBack: DataRollback, strategy: string): string {
  if (goesBack === "auto") return "a deploy that fails puts it back to the snapshot that it takes before";
  return goesBack === "recreate" && strategy === "recreate"
    ? "a deploy that fails before anybody is served puts it back to the snapshot that it takes before"
    : "a deploy that fails leaves it so, and homelab rollback --data puts it back to the snapshot of before";
}
