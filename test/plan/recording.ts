import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sortedBy } from "../../core/text/sorted.ts";
import { CASES } from "./cases.ts";
import { REVISION, type Specs, specsBefore, specsOf } from "./specs.ts";

const state = z.object({
  type: z.string(),
  parent: z.string().optional(),
  inputs: z.object({ stdin: z.string().optional() }).optional(),
  outputs: z.object({ __services: z.unknown().optional() }).optional(),
});
/** What of a preview the plan may read. */
const preview = z.object({
  steps: z.array(
    z.object({
      op: z.string(),
      urn: z.string(),
      oldState: state.optional(),
      newState: state.optional(),
      diffReasons: z.array(z.string()).nullish(),
    }),
  ),
});
type State = z.output<typeof state>;

const fileOf = (name: string): string => join(import.meta.dirname, "recorded", `${name}.json`);

/** A recording as it is kept: a spec is the word BEFORE or AFTER, for the text that core renders for that home. */
export const kept = (name: string): string => readFileSync(fileOf(name), "utf8");

/** @param printed by `pulumi preview --json` */
export function record(name: string, printed: string): void {
  writeFileSync(fileOf(name), reduced(name, printed));
}

/** The recorded output of `pulumi preview --json` for a case of cases.ts. */
export const recorded = (name: string): string =>
  replaced(name, kept(name), (specs, resource, word) => specs.get(word)?.get(resource) ?? word);

/**
 * A preview without what differs from one run to the next (places in the program, times, ids, revisions of secrets, digests) and
 * without texts that core renders, so that another template is no other recording.
 */
export const reduced = (name: string, printed: string): string =>
  replaced(name, printed, (specs, resource, text) => {
    const spec = text.replaceAll(/":"[0-9a-f]{12}"/g, `":"${REVISION}"`);
    const word = [...specs].find(([, each]) => each.get(resource) === spec)?.[0];
    return word ?? (UNREAD.test(resource) ? undefined : spec);
  });

/** The plan does not look into what these send. */
const UNREAD = /-(smoke|toolkit)$/;

type Words = ReadonlyMap<string, Specs>;
type Replacement = (specs: Words, resource: string, text: string) => string | undefined;

function replaced(name: string, printed: string, of: Replacement): string {
  const pullRequest = CASES[name];
  if (pullRequest === undefined) throw new Error(`there is no case ${name}`);
  const words: Words = new Map([
    ["BEFORE", specsBefore(name)],
    ["AFTER", specsOf(pullRequest)],
  ]);
  const other = (urn: string, { inputs, ...rest }: State): State => {
    const stdin =
      inputs?.stdin === undefined ? undefined : of(words, urn.slice(urn.lastIndexOf("::") + 2), inputs.stdin);
    return { ...rest, inputs: stdin === undefined ? {} : { stdin } };
  };
  const steps = preview.parse(JSON.parse(printed)).steps.map(({ urn, oldState, newState, ...step }) => ({
    ...{ ...step, urn },
    ...(oldState === undefined ? {} : { oldState: other(urn, oldState) }),
    ...(newState === undefined ? {} : { newState: other(urn, newState) }),
  }));
  // Steps that run beside each other come in any order.
  const text = JSON.stringify({ steps: sortedBy(steps, ({ urn, op }) => `${urn} ${op}`) }, null, 1);
  return `${text.replaceAll(/sha256:[0-9a-f]{64}/g, `sha256:${"0".repeat(64)}`)}\n`;
}
