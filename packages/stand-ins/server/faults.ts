import { z } from "zod";
import { isPattern } from "./pattern.ts";

const aimed = {
  /** Only requests with this method; without it all. */
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
  /** Only requests whose path (without the query) matches this regular expression; without it all. */
  path: z.string().refine(isPattern, "is not a regular expression").optional(),
  /** For how many requests it holds. */
  times: z.int().min(1).max(100_000).default(1),
};

const fault = z.discriminatedUnion("kind", [
  /** Waits before the request is handled: so long, or with `random` any time up to it, another one for each request. */
  z.strictObject({
    ...aimed,
    kind: z.literal("delay"),
    ms: z.int().min(1).max(600_000),
    random: z.boolean().default(false),
  }),
  /**
   * Answers with this status and changes nothing. Clients wait `retryAfter` seconds before the next
   * try (0: none); `retry: false` tells them not to try again. `empty: true` leaves the body out: Authentik answers an
   * internal error of a write with an empty 405.
   */
  z.strictObject({
    ...aimed,
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    retryAfter: z.int().min(0).max(3600).default(0),
    retry: z.boolean().default(true),
    empty: z.boolean().default(false),
  }),
  /** Drops the connection before the change is made, or after it and before the answer. */
  z.strictObject({ ...aimed, kind: z.literal("drop"), when: z.enum(["before", "after"]) }),
  /** Answers a PUT or PATCH as if the change were made, and keeps nothing of it. */
  z.strictObject({ ...aimed, kind: z.literal("lost") }),
]);

/** What goes wrong on purpose, and for which requests. */
export type Fault = z.infer<typeof fault>;

/** What POST /_stand-in/faults takes: one fault or a list. Unknown fields are refused. */
export const faultsSchema = z.union([fault.transform((one) => [one]), z.array(fault)]);

function concerns({ kind, method, path }: Fault, requestMethod: string, requestPath: string): boolean {
  if (kind === "lost" && requestMethod !== "PUT" && requestMethod !== "PATCH") return false;
  if (method !== undefined && method !== requestMethod) return false;
  return path === undefined || new RegExp(path).test(requestPath);
}

/** The faults of one request. */
export interface TakenFaults {
  /** Milliseconds to wait first: the sum of the delays. */
  readonly delayMs: number;
  /** At most one fault that is no delay. */
  readonly fault?: Exclude<Fault, { kind: "delay" }>;
}

/** The fault switches of one stand-in server, in the order in which they were set. */
export class Faults {
  #pending: Fault[] = [];

  add(faults: readonly Fault[]): void {
    this.#pending.push(...faults.map((one) => ({ ...one })));
  }

  /** The faults that are still to come, each with what is left of its `times`. */
  list(): readonly Fault[] {
    return this.#pending;
  }

  clear(): void {
    this.#pending = [];
  }

  /** Uses up what applies to a request: every delay, and the first fault of another kind. */
  take(method: string, path: string): TakenFaults {
    const found = this.#pending.filter((one) => concerns(one, method, path));
    const delays = found.filter((one) => one.kind === "delay");
    const other = found.find((one) => one.kind !== "delay");
    for (const used of [...delays, ...(other === undefined ? [] : [other])]) used.times -= 1;
    this.#pending = this.#pending.filter(({ times }) => times > 0);
    const delayMs = delays.reduce((sum, { ms, random }) => sum + (random ? Math.ceil(Math.random() * ms) : ms), 0);
    return other === undefined ? { delayMs } : { delayMs, fault: other };
  }
}
