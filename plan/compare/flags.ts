import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { Version } from "../../core/plan/pod-change.ts";
import type { PlanFlag } from "../../core/schema/plan-report.ts";
import { pairs } from "../past/specs.ts";
import { isReplaced, stepOf } from "../preview/groups.ts";
import type { Step } from "../preview/preview.ts";
import { isPinned } from "./images.ts";

/** Flags of images and secrets that the change brings; what was so already is not flagged again. */
export function containerFlags(plan: ServicePlan, before: Version | undefined): PlanFlag[] {
  const { containers } = plan.generation.manifest;
  const old = before?.manifest.containers ?? {};
  return Object.entries(containers).flatMap(([name, { image, secrets, role }]) => {
    const where = `${plan.name}.containers.${name}`;
    const was = old[name];
    // The program's own containers have the images of the settings.
    const floats = role === "application" && !isPinned(image) && was?.image !== image;
    const inClear = secrets.filter(
      ({ secret, type }) => type === "env" && !was?.secrets.some((one) => one.secret === secret && one.type === "env"),
    );
    return [
      ...(floats ? [floating(`${where}.image`, image)] : []),
      ...inClear.map(({ secret, target }) => inEnvironment(`${where}.env.${target}`, secret)),
    ];
  });
}

const floating = (where: string, image: string): PlanFlag => ({
  ...{ severity: "attention", name: "floating-tag", where },
  text: `${image} has no digest: the deploy takes what the tag stands for then`,
  fix: "write @sha256:… after the tag, if it has to be this very image",
});

const inEnvironment = (where: string, secret: string): PlanFlag => ({
  ...{ severity: "attention", name: "secret-in-environment", where },
  text: `every process of the container, and podman inspect, can read the secret ${secret}`,
  fix: `use secret.file("${secret}") if the application can read a file`,
});

/** Resources that are deleted and made again, and values that the host refuses to change. */
export function resourceFlags(name: string, steps: readonly Step[]): PlanFlag[] {
  const replaced = [...new Set(steps.filter(isReplaced).map((step) => step.name))];
  return [
    ...replaced.map((resource): PlanFlag => ({
      ...{ severity: "attention", name: "replaced", where: resource },
      text: "it is deleted and made again, with a new id",
      fix: "see which input forces that: pulumi preview --diff",
    })),
    ...uidFlags(name, stepOf(steps, name, "user")),
  ];
}

function uidFlags(name: string, user: Step | undefined): PlanFlag[] {
  if (user?.before === undefined || user.after === undefined) return [];
  const [was, is] = [pairs(user.before)["uid"] ?? "", pairs(user.after)["uid"] ?? ""];
  if (was === is) return [];
  return [
    {
      ...{ severity: "danger", name: "refused", where: `${name}.uid` },
      text: `the host refuses ${is} for an existing service: its account and its files belong to ${was}`,
      fix: `write uid: ${was}`,
    },
  ];
}
