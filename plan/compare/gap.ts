import contract from "../../contract/constants.json" with { type: "json" };
import type { Manifest } from "../../core/plan/plan-types.ts";
import { interrupts, proxyOf, type Version } from "../../core/plan/pod-change.ts";
import { secondsWords } from "./amounts.ts";
import { enumerated } from "./names.ts";
import type { Deploy, PodWork } from "./restarts.ts";

const { config: CONFIG } = contract.generation;

/**
 * How long requests go unanswered, in words; "" if nothing restarts.
 * @param before undefined: the service is new
 */
export function gapWords(
  before: Version | undefined,
  after: Version,
  { works, leaving }: Deploy,
  strategy: string,
): string {
  if (before === undefined) return "";
  const stopped = works.filter(({ isNew, change }) => !isNew && interrupts(change));
  if (stopped.length === 0) return works.length + leaving.length === 0 ? "" : "none";
  const { manifest } = after;
  if (manifest.web === null)
    return `${work(stopped)}, and its work rests until it is healthy: ${limit(manifest, stopped)}`;
  const slots = stopped.filter(({ pod }) => pod.slot !== null);
  const state = stopped.find(({ pod }) => pod.slot === null);
  const parts = [
    ...(state === undefined ? [] : [stateGap(manifest, state)]),
    ...(slots.length === 0 ? [] : [slotGap(before, after, slots, strategy)]),
  ];
  return parts.join("; ");
}

const work = (stopped: readonly PodWork[]): string => `${enumerated(stopped.map(({ pod }) => pod.name))} restarts`;

/** The limit that health checks set; most starts are much faster. */
function limit({ containers }: Manifest, stopped: readonly PodWork[]): string {
  const of = ({ pod, change }: PodWork): number =>
    (change.pod ? pod.containers : change.containers).reduce((sum, name) => sum + (containers[name]?.within ?? 0), 0);
  return `up to ${secondsWords(Math.max(...stopped.map(of)))}, by the health checks' limits`;
}

function stateGap(manifest: Manifest, state: PodWork): string {
  const names = state.change.pod ? state.pod.containers : state.change.containers;
  return `requests that need ${enumerated([...names].sort())} fail while it restarts: ${limit(manifest, [state])}`;
}

function slotGap(before: Version, after: Version, slots: readonly PodWork[], strategy: string): string {
  const { manifest } = after;
  const serving = before.manifest.pods.filter(({ slot }) => slot !== null).length;
  if (strategy === "recreate")
    return `no answer from the stop until the first slot is healthy: ${limit(manifest, slots)}`;
  // One slot changes in place, unless another one carries its load.
  const relieved = strategy === "rolling" && manifest.pods.filter(({ slot }) => slot !== null).length > 1;
  if (relieved && (serving > 1 || before.manifest.pods.length < manifest.pods.length))
    return "none expected: each slot is drained before it restarts, while another one answers";
  const whole = slots.filter(
    ({ pod, change }) => change.pod || change.containers.includes(proxyOf(manifest, pod) ?? ""),
  );
  if (whole.length > 0) return `no answer while the slot's proxy restarts with it: ${limit(manifest, whole)}`;
  const held = patience(after);
  const names = enumerated([...new Set(slots.flatMap(({ change }) => change.containers))]);
  return `requests wait up to ${held} while ${names} restarts; those that wait longer fail`;
}

/** How long the proxy holds a request, as its configuration says. */
function patience({ manifest, files }: Version): string {
  const proxy = Object.keys(manifest.containers).find((name) => manifest.containers[name]?.role === "proxy") ?? "";
  const text = files.get(`${CONFIG}/${proxy}/${contract.caddy.configFile}`) ?? "";
  const [, seconds] = /^\s*lb_try_duration (\d+)s$/m.exec(text) ?? [];
  return seconds === undefined ? "some seconds" : secondsWords(Number(seconds));
}
