import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Difference } from "../../core/schema/drift-report.ts";

const values = z.record(z.string(), z.unknown()).default({});
const state = z.object({
  type: z.string(),
  parent: z.string().optional(),
  inputs: values,
  outputs: values,
});
type State = z.output<typeof state>;
type Step = z.output<typeof step>["metadata"];
const step = z.object({
  metadata: z.object({ op: z.string(), urn: z.string(), old: state.nullish(), new: state.nullish() }),
});
/** One line. What was read comes with the outputs; the event before it has what is known already. */
const event = z.object({ resourcePreEvent: step.optional(), resOutputsEvent: step.optional() });

/**
 * Lets `pulumi` print each event as a line of JSON. The summary that it prints otherwise has the states of before the
 * refresh only.
 */
export const EVENT_LINES = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };

/** What `pulumi refresh --preview-only --json` has found. */
export interface Refreshed {
  readonly differences: readonly Difference[];
  /** Version of the toolkit that the stack has installed; undefined if it has none. */
  readonly toolkit: string | undefined;
}

/** Restores what an API has lost or changed: it reads everything first, and `pulumi up` alone would not notice. */
const MEND = "pulumi up --refresh";
const SERVICE = "homelab:index:Service";

/** @param printed its lines @param host name of the host @throws SyntaxError or ZodError if it printed something else */
export function refreshed(printed: string, host: string): Refreshed {
  const lines = printed.split("\n").filter((line) => line.startsWith("{"));
  const events = lines.map((line) => event.parse(JSON.parse(line)));
  const differences = events.flatMap(({ resOutputsEvent }) => differencesOf(resOutputsEvent?.metadata));
  const toolkit = events
    .map(({ resourcePreEvent }) => resourcePreEvent?.metadata)
    .find((one) => one !== undefined && nameOf(one.urn) === `${host}-toolkit`)?.old?.outputs["stdout"];
  return { differences, toolkit: typeof toolkit === "string" ? toolkitOf(toolkit) : undefined };
}

function differencesOf(step: Step | undefined): Difference[] {
  if (!step?.old) return [];
  const of = { service: serviceOf(step.old), what: title(step.urn, step.old), mend: MEND };
  if (step.op === "delete") return [{ ...of, is: "deleted", shouldBe: "as applied" }];
  if (!step.new) return [];
  return changes(step.old, step.new).map(([name, is, shouldBe]) => ({
    ...of,
    what: `${of.what} ${name}`,
    is,
    shouldBe,
  }));
}

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

function serviceOf({ parent = "" }: State): string | null {
  const type = parent.split("::")[2]?.split("$").at(-1);
  return type === SERVICE ? nameOf(parent) : null;
}

/** `DnsRecord feeds-dns (feeds.example.org)`: the object's own name only if it says more than the resource's. */
function title(urn: string, { type, inputs }: State): string {
  const [kind, resource, own] = [type.slice(type.lastIndexOf(":") + 1), nameOf(urn), inputs["name"]];
  return `${kind} ${resource}${typeof own === "string" && own !== resource ? ` (${own})` : ""}`;
}

/**
 * Inputs of the program that differ: name, how it is, how it was applied. Some providers put what they have read into the
 * inputs too, others into the outputs only.
 */
function changes(applied: State, found: State) {
  const names = Object.keys(applied.inputs).filter((name) => !name.startsWith("__"));
  return names.flatMap((name) => {
    const place = (["inputs", "outputs"] as const).find(
      (one) => !isDeepStrictEqual(applied[one][name], found[one][name]),
    );
    return place === undefined ? [] : [[name, shown(found[place][name]), shown(applied[place][name])] as const];
  });
}

const LONGEST = 60;

/** A value in one line. Pulumi prints `[secret]` for a secret. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const [line = ""] = text.split("\n");
  return line.length > LONGEST || line !== text ? `${line.slice(0, LONGEST)}…` : line;
}

function toolkitOf(answer: string): string | undefined {
  const parsed = z.object({ toolkit: z.string() }).safeParse(JSON.parse(answer));
  return parsed.data?.toolkit;
}
