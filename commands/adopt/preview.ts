import { z } from "zod";
import { isPlaceholderId } from "../../core/authentik/placeholder-id.ts";

/** A resource that the stack does not have yet. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | undefined;
  /** True: a component, which no API knows. */
  readonly component: boolean;
  /** Its inputs, as far as a preview knows them; unknown ones are undefined. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** For an unknown input: the URN of the resource whose key it will be. Absent if it would be looked up. */
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
// The engine's constant for an output of a resource that does not exist yet.
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The resources that `up` would create, each after those that it refers to. @param printed by `pulumi preview --json` */
export function missingFrom(printed: string): PlannedResource[] {
  return steps.parse(JSON.parse(printed)).steps.flatMap(({ op, urn, newState }) => {
    if (op !== "create" || newState === undefined || newState.type === STACK) return [];
    const { type, custom, parent, inputs, propertyDependencies } = newState;
    const unknown = Object.keys(inputs).filter((name) => inputs[name] === UNKNOWN || isPlaceholderId(inputs[name]));
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

/** Why a preview failed, in its own words; its raw output if that is not JSON. */
export function problemsIn(printed: string): string {
  try {
    const found = diagnostics.parse(JSON.parse(printed)).diagnostics.filter(({ severity }) => severity === "error");
    return found.map(({ message }) => message.trim()).join("\n");
  } catch {
    return printed.trim();
  }
}
