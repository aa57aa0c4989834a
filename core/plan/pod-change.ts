import contract from "../../contract/constants.json" with { type: "json" };
import type { Effect } from "../units/generation-file.ts";
import { networkName } from "../service/names.ts";
import type { Manifest, ManifestPod } from "./plan-types.ts";

const { units: UNITS, config: CONFIG } = contract.generation;

/** The files of one version of a service, and what they are for. */
export interface Version {
  readonly manifest: Manifest;
  /** Path -> text. */
  readonly files: ReadonlyMap<string, string>;
}

/** What a deploy does to one pod: recreates it, or restarts some containers, or has the proxy read its config again. */
export interface PodChange {
  readonly pod: boolean;
  /** Sorted. */
  readonly containers: readonly string[];
  readonly reload: boolean;
}

const RECREATED: PodChange = { pod: true, containers: [], reload: false };

/** Whether a deploy interrupts something in the pod. */
export const interrupts = ({ pod, containers }: PodChange): boolean => pod || containers.length > 0;

/**
 * The strongest of some effects on a pod. It is the rule by which a deploy decides on the host, in
 * toolkit/deploy/compare.py; contract/rules/pod-change.json holds both to it.
 */
export function changeOf(
  containers: readonly string[],
  proxy: string | undefined,
  found: ReadonlySet<Effect>,
): PodChange {
  if (found.has("pod") || found.has("network")) return RECREATED;
  const restarted = containers.filter((name) => found.has(`container:${name}`));
  // A pod stops with its last container.
  if (containers.length > 0 && restarted.length === containers.length) return RECREATED;
  const reads = proxy === undefined || !restarted.includes(proxy);
  return { pod: false, containers: restarted.toSorted(), reload: found.has("reload") && reads };
}

/**
 * What the deploy of a version does to one of its pods.
 * @param before undefined: the service is new
 * @param renewed secrets of which the host gets another value
 */
export function podChange(
  before: Version | undefined,
  after: Version,
  pod: ManifestPod,
  renewed: readonly string[] = [],
): PodChange {
  const was = before?.manifest.pods.find(({ name }) => name === pod.name);
  if (before === undefined || was === undefined || networkChanges(before, after)) return RECREATED;
  const { manifest } = after;
  const found = new Set<Effect>();
  for (const path of new Set([...filesOf(before, was), ...filesOf(after, pod)]))
    if (before.files.get(path) !== after.files.get(path)) {
      const effect = manifest.files[path] ?? before.manifest.files[path];
      if (effect !== undefined) found.add(effect);
    }
  for (const name of pod.containers) if (dropInChanges(before, after, name, renewed)) found.add(`container:${name}`);
  if (String([...was.containers].sort()) !== String([...pod.containers].sort())) found.add("pod");
  return changeOf(pod.containers, proxyOf(manifest, pod), found);
}

/** The pod's container that ends TLS; undefined without one. */
export const proxyOf = ({ containers }: Manifest, pod: ManifestPod): string | undefined =>
  pod.containers.find((name) => containers[name]?.role === "proxy");

/** Paths of what is installed for a pod: its units, and the configuration of its containers. */
function filesOf({ manifest }: Version, { name, containers }: ManifestPod): string[] {
  const own = new Set([`${UNITS}/${name}.pod`, ...containers.map((each) => `${UNITS}/${name}-${each}.container`)]);
  const folders = containers.map((each) => `${CONFIG}/${each}/`);
  return Object.keys(manifest.files).filter(
    (path) => own.has(path) || folders.some((folder) => path.startsWith(folder)),
  );
}

/** The deploy writes each container's image and secrets beside its unit. */
function dropInChanges(before: Version, after: Version, name: string, renewed: readonly string[]): boolean {
  const [was, is] = [before.manifest.containers[name], after.manifest.containers[name]];
  const text = (one: typeof was): string => JSON.stringify([one?.image, one?.secrets]);
  return text(was) !== text(is) || (is?.secrets ?? []).some(({ secret }) => renewed.includes(secret));
}

/** Podman never changes a network, so another one takes all pods with it. A comment is no change. */
function networkChanges(before: Version, after: Version): boolean {
  const [was, is] = [before, after].map(({ manifest, files }) => {
    const text = files.get(`${UNITS}/${networkName(manifest.service)}`);
    return text === undefined ? undefined : String(networkOptions(text));
  });
  return was !== undefined && is !== undefined && was !== is;
}

function networkOptions(unit: string): string[] {
  const section = /^\[Network\]\n([^[]*)/m.exec(unit)?.[1] ?? "";
  return section
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[#;]/.test(line))
    .sort();
}
