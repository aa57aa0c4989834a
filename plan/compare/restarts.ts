import type { Manifest, ManifestPod } from "../../core/plan/plan-types.ts";
import { interrupts, type PodChange, podChange, proxyOf, type Version } from "../../core/plan/pod-change.ts";
import type { PlanRestart } from "../../core/schema/plan-report.ts";

/** A pod that a deploy touches. */
export interface PodWork {
  readonly pod: ManifestPod;
  /** True: it does not run yet. */
  readonly isNew: boolean;
  readonly change: PodChange;
}

/** What a deploy does to the pods of a service. */
export interface Deploy {
  /** In the order of the deploy: the state pod, slots that serve nothing yet, the other slots. */
  readonly works: readonly PodWork[];
  /** Pods that the new version does not have; they go last. */
  readonly leaving: readonly ManifestPod[];
}

/**
 * The deploy from one version to the next, as toolkit/deploy/converge.py does it.
 * @param renewed secrets of which the host gets another value
 */
export function deployOf(
  before: Version | undefined,
  after: Version,
  strategy: string,
  renewed: readonly string[],
): Deploy {
  const old = before?.manifest.pods ?? [];
  const known = old.map(({ name }) => name);
  const works = after.manifest.pods
    .map((pod) => ({ pod, isNew: !known.includes(pod.name), change: podChange(before, after, pod, renewed) }))
    .filter(({ change }) => interrupts(change) || change.reload);
  const wanted = after.manifest.pods.map(({ name }) => name);
  return { works: inOrder(stoppedFirst(works, strategy)), leaving: old.filter(({ name }) => !wanted.includes(name)) };
}

/** With "recreate" every slot that changes is stopped before anything else, and so started as a whole. */
const stoppedFirst = (works: readonly PodWork[], strategy: string): readonly PodWork[] =>
  strategy !== "recreate"
    ? works
    : works.map((work) =>
        work.pod.slot === null || !interrupts(work.change)
          ? work
          : { ...work, change: { pod: true, containers: [], reload: false } },
      );

const rank = ({ pod, isNew }: PodWork): number => (pod.slot === null ? -1 : pod.slot + (isNew ? 0 : 1000));

const inOrder = (works: readonly PodWork[]): PodWork[] => works.toSorted((a, b) => rank(a) - rank(b));

/** The deploy as the report tells it. */
export function restartsOf({ works, leaving }: Deploy, manifest: Manifest): PlanRestart[] {
  return [
    ...works.map(({ pod, isNew, change }): PlanRestart => {
      if (isNew) return { pod: pod.name, effect: "start", containers: [...pod.containers].sort() };
      if (change.pod) return { pod: pod.name, effect: "recreate", containers: [...pod.containers].sort() };
      if (change.containers.length > 0) return { pod: pod.name, effect: "restart", containers: change.containers };
      return { pod: pod.name, effect: "reload", containers: [proxyOf(manifest, pod) ?? ""] };
    }),
    ...leaving.map(({ name, containers }): PlanRestart => {
      return { pod: name, effect: "stop", containers: [...containers].sort() };
    }),
  ];
}
