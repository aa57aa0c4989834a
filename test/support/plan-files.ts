import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ServicePlan } from "../../core/plan/plan-types.ts";

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
  return {
    ...unpack(plan.generation.bundle),
    "specs/user": plan.userSpec,
    ...Object.fromEntries(plan.datasets.map(({ key, spec }) => [`specs/dataset-${key}`, spec])),
    ...(secrets === "" ? {} : { "specs/secrets": secrets }),
    "specs/rollout": plan.rolloutSpec,
    ...(plan.routeSpec === undefined ? {} : { "specs/route": plan.routeSpec }),
    ...(plan.smokeSpec === undefined ? {} : { "specs/smoke": plan.smokeSpec }),
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
