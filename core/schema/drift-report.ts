import { z } from "zod";

/** The service that something belongs to; null for what belongs to none. */
const service = z.string().nullable();

const difference = z.object({
  /**
   * The service; null for the host's own parts and for what services share.
   * @example "feeds"
   */
  service,
  /**
   * What differs.
   * @example "unit feeds-0-app.container"
   */
  what: z.string(),
  /**
   * How it is.
   * @example "edited"
   */
  is: z.string(),
  /**
   * What was applied.
   * @example "as in generation 41cf84ae8fbbcf0b"
   */
  shouldBe: z.string(),
  /**
   * The command that restores it: on the host if it begins with `homelab`, otherwise where you run `pulumi`.
   * @example "homelab mend feeds"
   */
  mend: z.string(),
});

const uncompared = z.object({
  /** As in `differences`. */
  service,
  /**
   * What was not compared.
   * @example "units and containers"
   */
  what: z.string(),
  /**
   * Why not.
   * @example "a deploy is running"
   */
  why: z.string(),
});

const problem = z.object({
  /**
   * What could not be looked at.
   * @example "zfs"
   */
  where: z.string(),
  /** What went wrong. */
  problem: z.string(),
  /** What to do about it. */
  fix: z.string(),
});

/** What `homelab drift --json` and `npm run drift -- --json` print. A newer program may add fields. */
export const driftReport = z.object({
  /** Version of this format. It grows when a reader of the older one would misunderstand the report. */
  format: z.literal(1),
  /**
   * The toolkit on the host.
   * @example "0123456789abcdef"
   */
  toolkit: z.string(),
  /**
   * The services that were compared.
   * @example ["calendar", "feeds"]
   */
  services: z.array(z.string()).readonly(),
  /**
   * How long it took.
   * @example 0.34
   */
  seconds: z.number(),
  /** Empty: no drift. */
  differences: z.array(difference).readonly(),
  /** What is changing just now, or was applied before the host kept what was applied. */
  notCompared: z.array(uncompared).readonly(),
  /** Why something could not be looked at. Not empty: the exit code is 2. */
  problems: z.array(problem).readonly(),
});

export type DriftReport = z.output<typeof driftReport>;
export type Difference = DriftReport["differences"][number];
