import { z } from "zod";

const change = z.strictObject({
  /** Whether it is added, removed or changed. */
  how: z.enum(["added", "removed", "changed"]),
  /**
   * What part of the definition or of the settings it is.
   * @example "image"
   */
  what: z.string(),
  /**
   * The change in words; never a value of a secret or of an environment.
   * @example "app: docker.io/miniflux/miniflux 2.2.6 -> 2.2.7"
   */
  text: z.string(),
});

const restart = z.strictObject({
  /**
   * Name of the pod.
   * @example "feeds-0"
   */
  pod: z.string(),
  /** What a deploy does to it: the strongest effect of all changed files. */
  effect: z.enum(["start", "recreate", "restart", "reload", "stop"]),
  /** Its containers that are stopped, started or reloaded, sorted. */
  containers: z.array(z.string()).readonly(),
});

const flag = z.strictObject({
  /** `"danger"`: a person has to decide; `"attention"`: worth a look. */
  severity: z.enum(["attention", "danger"]),
  /** Which flag it is; docs/plan.md lists them. */
  name: z.enum([
    "data-loss",
    "public-without-sign-in",
    "replaced",
    "floating-tag",
    "secret-in-environment",
    "access-widened",
    "exposure-widened",
    "left-out",
    "refused",
    "policy",
    "unclear",
  ]),
  /**
   * The part of the definition or of the settings.
   * @example "feeds.data.db"
   */
  where: z.string(),
  /** What is the matter. */
  text: z.string(),
  /** What to do if it is not meant; empty if nothing has to be done. */
  fix: z.string(),
});

const entry = z.strictObject({
  /**
   * A service's name; `host` and its name, or `sign-in` for what services share.
   * @example "feeds"
   */
  subject: z.string(),
  /** What happens to it. */
  action: z.enum(["create", "update", "remove"]),
  /** What changes. */
  changes: z.array(change).readonly(),
  /** What a deploy does to its pods, in order. */
  restarts: z.array(restart).readonly(),
  /**
   * How long requests go unanswered, in words; empty if nothing restarts.
   * @example "none expected: each slot is drained first"
   */
  gap: z.string(),
  /** Data that the change may harm, in words. */
  atRisk: z.array(z.string()).readonly(),
  /** Who gets access, in words. */
  gained: z.array(z.string()).readonly(),
  /** Who loses access, in words. */
  lost: z.array(z.string()).readonly(),
  /** Names that begin to resolve, and where. */
  begins: z.array(z.string()).readonly(),
  /** Names that stop resolving. */
  ends: z.array(z.string()).readonly(),
  /** What a removal keeps. */
  kept: z.array(z.string()).readonly(),
  /** What a removal deletes. */
  deleted: z.array(z.string()).readonly(),
  /** What a person should look at. */
  flags: z.array(flag).readonly(),
});

/** What `npm run plan -- --json` prints: what a merge will do. */
export const planReport = z.strictObject({
  /** Grows when a reader of before would misunderstand the report. */
  format: z.literal(1),
  /** `"nothing"`, `"changes"`, or `"decide"` if a flag is a danger. */
  verdict: z.enum(["nothing", "changes", "decide"]),
  /** What changes: the host, what services share, then services in their order. */
  entries: z.array(entry).readonly(),
  /** Number of services that do not change. */
  unchanged: z.int(),
});

/** What a merge will do. */
export type PlanReport = z.output<typeof planReport>;
/** What a merge will do to one service, to the host, or to what services share. */
export type PlanEntry = z.output<typeof entry>;
export type PlanChange = z.output<typeof change>;
export type PlanRestart = z.output<typeof restart>;
export type PlanFlag = z.output<typeof flag>;
