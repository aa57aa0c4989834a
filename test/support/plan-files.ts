import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import { rolloutSpec } from "../../core/plan/rollout.ts";
import { smokeSpec } from "../../core/plan/smoke.ts";
import { isHostStep } from "../../core/plan/step.ts";

/** The files of a bundle by path, as the host would unpack them. */
export function unpack(bundle: string): Record<string, string> {
  const parts = bundle.split(/^=== /m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  );
}

/** A plan's unit files by their names. */
export function unitsOf(plan: ServicePlan): Record<string, string> {
  const files = Object.entries(unpack(plan.generation.bundle)).filter(([path]) => path.startsWith("units/"));
  return Object.fromEntries(files.map(([path, content]) => [path.replace("units/", ""), content]));
}

/** Everything that a plan sends to the host, as files that a reviewer can read. */
export function planFiles(plan: ServicePlan): Record<string, string> {
  const secrets = plan.secrets.map(({ name, source }) => `${name}: ${JSON.stringify(source)}\n`).join("");
  // What a host could answer to earlier steps.
  const revisions = Object.fromEntries(plan.secrets.map(({ name }) => [name, "0123456789ab"]));
  const written: Readonly<Record<string, () => string>> = {
    secrets: () => secrets,
    rollout: () => rolloutSpec(plan, revisions),
    smoke: () =>
      plan.smoke
        ? smokeSpec(plan.smoke, { generation: plan.generation.hash, deploy: "2026-11-20T21:04:11Z-7f3a" })
        : "",
  };
  return {
    ...unpack(plan.generation.bundle),
    ...Object.fromEntries(
      plan.steps
        .filter(isHostStep)
        .filter(({ role }) => role !== "quadlets")
        .map(({ role, spec }) => [`specs/${role}`, spec ?? written[role]?.() ?? ""]),
    ),
    "specs/steps": plan.steps.map(({ role, after }) => `${role} after ${after.join(", ") || "nothing"}\n`).join(""),
    "specs/units": plan.units.map((unit) => `${unit}\n`).join(""),
  };
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Stdin of one of a plan's steps; undefined where it has none, or none that is known before. */
export function specOf({ steps }: ServicePlan, role: string): string | undefined {
  return steps.filter(isHostStep).find((step) => step.role === role)?.spec;
}
