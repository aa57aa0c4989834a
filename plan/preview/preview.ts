import { z } from "zod";
import { sortedBy } from "../../core/text/sorted.ts";

/** One resource that `up` would touch; resources that stay as they are have no step. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  /** The logical name, such as `feeds-rollout`. */
  readonly name: string;
  readonly parent: string | undefined;
  /** Its spec in the stack's state; undefined for a new resource, a secret one, and one that has none. */
  readonly before: string | undefined;
  /** The spec that it gets; undefined if it is unknown before the run as well. */
  readonly after: string | undefined;
  /** Names of the inputs that differ. */
  readonly differs: readonly string[];
}

/** What `pulumi preview --json` says. */
export interface Preview {
  /** Sorted by URN, because the engine's order differs from one run to the next. */
  readonly steps: readonly Step[];
  /** The stack output `__services` of the last run; undefined if there was none. */
  readonly services: unknown;
}

const state = z.object({
  type: z.string(),
  parent: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const printedPreview = z.object({
  steps: z
    .array(
      z.object({
        op: z.string(),
        urn: z.string(),
        oldState: state.optional(),
        newState: state.optional(),
        diffReasons: z.array(z.string()).nullish(),
      }),
    )
    .default([]),
});

const STACK = "pulumi:pulumi:Stack";
/** What the engine writes for an output that is not known yet, and for a secret. */
const HIDDEN = ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "[secret]"];
const UNTOUCHED = ["same", "read", "refresh"];

/**
 * The steps of a preview. Of what a resource has it takes the spec alone, and none of a resource that sends secrets.
 * @param printed by `pulumi preview --json`
 */
export function parsePreview(printed: string): Preview {
  const { steps } = printedPreview.parse(JSON.parse(printed));
  const stack = steps.find(({ urn }) => urn.includes(`::${STACK}::`));
  return {
    services: stack?.oldState?.outputs["__services"],
    steps: sortedBy(steps, ({ urn, op }) => `${urn} ${op}`)
      .filter(({ op, urn }) => !UNTOUCHED.includes(op) && !urn.includes(`::${STACK}::`))
      .map(({ op, urn, oldState, newState, diffReasons }) => {
        const name = urn.slice(urn.lastIndexOf("::") + 2);
        const spec = (inputs: Readonly<Record<string, unknown>> = {}): string | undefined => {
          const { stdin } = inputs;
          // Who previews with --show-secrets has its values in clear.
          const isOpen = typeof stdin === "string" && !HIDDEN.includes(stdin) && !name.endsWith("-secrets");
          return isOpen ? stdin : undefined;
        };
        return {
          ...{ op, urn, name },
          type: (newState ?? oldState)?.type ?? "",
          parent: (newState ?? oldState)?.parent,
          before: spec(oldState?.inputs),
          after: spec(newState?.inputs),
          differs: diffReasons ?? [],
        };
      }),
  };
}
