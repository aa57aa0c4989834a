import type { PlanChange, PlanEntry, PlanFlag } from "../../core/schema/plan-report.ts";
import { imageChange } from "../compare/images.ts";
import { keyChanges } from "../compare/names.ts";
import { isReconnection, resourceChange } from "../compare/resources.ts";
import { pairs } from "../past/specs.ts";
import { stepOf } from "../preview/groups.ts";
import type { Step } from "../preview/preview.ts";
import { entryOf } from "./entry.ts";

/** What a merge does to the host itself; undefined if nothing. @param all every step of the preview */
export function hostEntry(name: string, steps: readonly Step[], all: readonly Step[]): PlanEntry | undefined {
  const reconnected = all.filter(isReconnection).length;
  const own = steps.filter((step) => !isReconnection(step));
  if (own.length + reconnected === 0) return undefined;
  const isNew = own.some((step) => step.name === name && step.op === "create");
  const ingress = ingressPart(stepOf(own, name, "ingress"));
  return {
    ...entryOf(`host ${name}`, isNew ? "create" : "update"),
    changes: [
      ...toolkitChange(stepOf(own, name, "toolkit")),
      ...specChange(stepOf(own, name, "base")),
      ...ingress.changes,
      ...(reconnected === 0 ? [] : [connection(reconnected)]),
      ...own.filter((step) => !isTold(name, step)).map(resourceChange),
    ],
    gap: ingress.gap,
    flags: own.filter(({ op }) => /delete|replace/.test(op)).map(gone),
  };
}

const changed = (what: string, text: string): PlanChange => ({ how: "changed", what, text });

const isTold = (name: string, step: Step): boolean =>
  step.name === name || ["toolkit", "base", "ingress"].some((role) => step.name === `${name}-${role}`);

const toolkitChange = (step: Step | undefined): PlanChange[] =>
  step === undefined ? [] : [changed("toolkit", "another version of the homelab command; no service restarts")];

function specChange(step: Step | undefined): PlanChange[] {
  if (step === undefined) return [];
  if (step.before === undefined || step.after === undefined) return [changed("base", "is set up")];
  const [was, is] = [pairs(step.before), pairs(step.after)];
  return [changed("base", keyChanges(was, is))];
}

function ingressPart(step: Step | undefined): { readonly changes: readonly PlanChange[]; readonly gap: string } {
  if (step === undefined) return { changes: [], gap: "" };
  if (step.before === undefined || step.after === undefined)
    return { changes: [changed("ingress", "Envoy is set up")], gap: "" };
  const image = (spec: string): string => /^image=(.*)$/m.exec(spec)?.[1] ?? "";
  const [was, is] = [image(step.before), image(step.after)];
  const text = was === is ? "its files" : `Envoy: ${imageChange(was, is)}`;
  return { changes: [changed("ingress", text)], gap: "no service answers while Envoy restarts, usually a few seconds" };
}

const connection = (count: number): PlanChange =>
  changed("connection", `the host is reached in another way: ${count} steps run again, and change nothing there`);

const gone = ({ name }: Step): PlanFlag => ({
  ...{ severity: "danger", name: "replaced", where: name },
  text: "a part of the host itself is removed, on which every service depends",
  fix: "the name of the host in homelab:host never changes; write the old one again",
});
