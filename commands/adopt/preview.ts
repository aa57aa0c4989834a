import { z } from "zod";
import { isLookedUp } from "../../core/authentik/looked-up.ts";

/** A resource that the stack does not have yet. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | undefined;
  /** True: it groups others, and no API knows it. */
  readonly component: boolean;
  /** What it is to be, as far as that is known beforehand: of the others the names only, with undefined. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** For an input that is not known: whose key it will be. Absent for what would be looked up. */
  readonly references: Readonly<Record<string, string>>;
}

const steps = z.object({
  steps: z
    .array(
      z.object({
        op: z.string(),
        urn: z.string(),
        newState: z
          .object({
            type: z.string(),
            custom: z.boolean().default(false),
            parent: z.string().optional(),
            inputs: z.record(z.string(), z.unknown()).default({}),
            propertyDependencies: z.record(z.string(), z.array(z.string())).default({}),
          })
          .optional(),
      }),
    )
    .default([]),
});

const STACK = "pulumi:pulumi:Stack";
// What the engine writes for an output of something that does not exist yet; it is the same for every one.
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What `up` would make anew, in an order in which nothing comes before what it refers to. @param printed by `pulumi preview --json` */
export function missingFrom(printed: string): PlannedResource[] {
  return steps.parse(JSON.parse(printed)).steps.flatMap(({ op, urn, newState }) => {
    if (op !== "create" || newState === undefined || newState.type === STACK) return [];
    const { type, custom, parent, inputs, propertyDependencies } = newState;
    const unknown = Object.keys(inputs).filter((name) => inputs[name] === UNKNOWN || isLookedUp(inputs[name]));
    const sources = unknown.map((name) => [name, propertyDependencies[name]?.[0]] as const);
    return {
      ...{ urn, type, component: !custom, name: urn.slice(urn.lastIndexOf("::") + 2) },
      parent: parent?.includes(`::${STACK}::`) === true ? undefined : parent,
      inputs: { ...inputs, ...Object.fromEntries(unknown.map((name) => [name, undefined])) },
      references: Object.fromEntries(sources.filter((one): one is [string, string] => one[1] !== undefined)),
    };
  });
}

const diagnostics = z.object({
  diagnostics: z.array(z.object({ severity: z.string(), message: z.string() })).default([]),
});

/** Why a preview failed, in its own words; what it printed when that is no JSON. */
export function complaintsOf(printed: string): string {
  try {
    const found = diagnostics.parse(JSON.parse(printed)).diagnostics.filter(({ severity }) => severity === "error");
    return found.map(({ message }) => message.trim()).join("\n");
  } catch {
    return printed.trim();
  }
}
