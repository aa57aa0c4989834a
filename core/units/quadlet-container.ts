import contract from "../../contract/constants.json" with { type: "json" };
import { SIGN_ON_CA_PATH } from "../service/sign-on.ts";
import { argument, environment, jsonArgument, unitPath, volume, words, type Encoded } from "../text/encode.ts";
import type { GenerationFile } from "./generation-file.ts";
import { healthCommand, PROBE_FOLDER, startupCommand, startupRetries } from "./health-command.ts";
import { CONFIG_FOLDER } from "../service/proxy.ts";
import {
  certificateFolder,
  containerName,
  containerServiceName,
  mountpoint,
  slotConfigFolder,
  statePodName,
} from "../service/names.ts";
import type { Container, Pod, Service, Volume } from "../service/service.ts";
import { trustedByContainer } from "./sign-on-trust.ts";
import { sortedBy } from "../text/sorted.ts";
import { renderTemplate, type View } from "../text/template.ts";
import { exactSize } from "../schema/amounts.ts";

const SCRAPE_FOLDER = contract.paths.scrape;
/** Time for Podman itself to create, start and remove a container, in addition to the definition's limit. */
const PODMAN_SECONDS = 30;

/** The unit of one container of one pod. */
export function containerUnit(service: Service, pod: Pod, container: Container): GenerationFile {
  const content = renderTemplate("units/container.container", {
    service: service.name,
    container: container.name,
    pod: pod.name,
    name: containerName(pod.name, container.name),
    ...commandView(container),
    environment: container.env.map(([name, value]) => environment(name, value)),
    volumes: mounts(service, pod, container),
    ...dependencyView(service, pod, container),
    ...healthView(container),
    ...limitView(container),
  });
  const effect = `container:${container.name}` as const;
  return { path: `${contract.generation.units}/${containerName(pod.name, container.name)}.container`, content, effect };
}

function commandView({ image, entrypoint, command, user }: Container): View {
  return {
    image: argument(image),
    entrypoint: entrypoint === undefined ? [] : [jsonArgument(entrypoint)],
    exec: command.length === 0 ? [] : [words(command)],
    user: user === undefined ? [] : [user],
  };
}

function dependencyView(service: Service, pod: Pod, container: Container): View {
  const datasets = new Set(container.volumes.map(({ data }) => datasetMountpoint(service, data)));
  // Sidecars start without the state pod; their own health checks show whether they work.
  const needsState = pod.slot !== null && container.role === "application";
  const staying = needsState ? service.containers.filter(({ stays }) => stays) : [];
  return {
    mountpoints: [...datasets].sort().map(unitPath),
    stateUnits: staying.map(({ name }) => containerServiceName(statePodName(service.name), name)),
  };
}

function healthView({ health }: Container): View {
  return {
    healthCommand: healthCommand(health),
    startupCommand: startupCommand(health),
    startupRetries: startupRetries(health),
    startSeconds: health.withinSeconds + PODMAN_SECONDS,
  };
}

function limitView({ memoryBytes, cpuPercent, stopSeconds }: Container): View {
  return {
    memory: exactSize(memoryBytes),
    // Not doubled: in this key systemd reads % as percent.
    cpu: { encoded: `${cpuPercent}%` },
    stopSeconds,
    stopLimitSeconds: stopSeconds + PODMAN_SECONDS,
  };
}

/** All mounts of a container, sorted by path in the container. */
function mounts(service: Service, pod: Pod, container: Container): Encoded[] {
  const config = slotConfigFolder(service.name, pod.name, container.name);
  const all = [
    ...container.volumes.map((each) => ({
      source: volumeSource(service, each),
      target: each.path,
      readOnly: each.readOnly,
    })),
    ...container.files.map(({ path }) => ({ source: config + path, target: path, readOnly: true })),
    ...(trustedByContainer(service, container) === undefined
      ? []
      : [{ source: config + SIGN_ON_CA_PATH, target: SIGN_ON_CA_PATH, readOnly: true }]),
    ...(container.role === "proxy" ? proxyFolders(service.name, config) : []),
    { ...PROBE_FOLDER, readOnly: true },
    ...(container.scrapeTargets === undefined
      ? []
      : [{ source: SCRAPE_FOLDER, target: container.scrapeTargets, readOnly: true }]),
  ];
  return sortedBy(all, ({ target }) => target).map(({ source, target, readOnly }) => volume(source, target, readOnly));
}

/**
 * Its config is mounted as a folder, because a file mount keeps showing the old file after a rename; certificates are
 * shared by all slots.
 */
const proxyFolders = (service: string, config: string) => [
  { source: config, target: CONFIG_FOLDER, readOnly: true },
  { source: certificateFolder(service), target: "/data", readOnly: false },
];

function volumeSource(service: Service, { data, dir }: Volume): string {
  return dir === "" ? datasetMountpoint(service, data) : `${datasetMountpoint(service, data)}/${dir}`;
}

function datasetMountpoint(service: Service, key: string): string {
  const dataset = service.data.find((each) => each.key === key);
  if (!dataset) throw new Error(`${service.name} mounts ${key}, which it does not declare`);
  return mountpoint(dataset.pool, service.name, key);
}
