import contract from "../../contract/constants.json" with { type: "json" };
import type { GenerationFile } from "./generation-file.ts";
import { PROBE_FOLDER } from "./health-command.ts";
import { HOST_LOOPBACK, STATE_HOST, healthPort, networkName, slotPort } from "../service/names.ts";
import { containerUnit } from "./quadlet-container.ts";
import { hasState, type Pod, type Service } from "../service/service.ts";
import { PROXY_HEALTH_PORT, TLS_PORT } from "../service/proxy.ts";
import { sortedBy } from "../text/sorted.ts";
import { renderTemplate, type View } from "../text/template.ts";

/** How long a slot waits for the required services at boot; then it starts anyway. */
const NEED_SECONDS = contract.seconds.waitForRequiredServices;
/** Time for Podman to create a pod: systemd's default. */
const POD_SECONDS = contract.seconds.podCreation;

/** Every unit of a service, sorted by path. */
export function unitFiles(service: Service): GenerationFile[] {
  const { pods } = service;
  const files = [
    ...(hasState(service) ? [networkUnit(service)] : []),
    ...pods.map((pod) => podUnit(service, pod)),
    ...pods.flatMap((pod) => pod.containers.map((container) => containerUnit(service, pod, container))),
  ];
  return sortedBy(files, ({ path }) => path);
}

function networkUnit(service: Service): GenerationFile {
  const content = renderTemplate("units/service.network", { service: service.name });
  return { path: `${contract.generation.units}/${networkName(service.name)}`, content, effect: "network" };
}

function podUnit(service: Service, pod: Pod): GenerationFile {
  const common = { service: service.name, pod: pod.name };
  const content =
    pod.slot === null
      ? renderTemplate("units/state.pod", { ...common, network: networkName(service.name), stateHost: STATE_HOST })
      : renderTemplate("units/slot.pod", {
          ...common,
          slot: pod.slot,
          ...networks(service),
          names: peerNames(service),
          waits: waits(service),
          ports: ports(service, pod.slot),
        });
  return { path: `${contract.generation.units}/${pod.name}.pod`, content, effect: "pod" };
}

/** The network of pods that need more than Podman's default, which cannot reach the host's loopback. */
function networks(service: Service): { networks: string[] } {
  const scrapes = service.containers.some(({ scrapeTargets }) => scrapeTargets !== undefined);
  // The checks refuse this combination; here, a pod would silently lose one of the two.
  if (scrapes && hasState(service)) throw new Error(`${service.name} has both a scrape list and a state pod`);
  if (hasState(service)) return { networks: [networkName(service.name)] };
  return { networks: scrapes ? [`pasta:--map-host-loopback,${HOST_LOOPBACK}`] : [] };
}

/** The names of the services that it connects to, at the address of the host as pods see it, on which Envoy listens. */
function peerNames({ needs, reaches }: Service): string[] {
  const hosts = new Set([...needs, ...reaches].flatMap((peer) => peer.hosts));
  return [...hosts].map((host) => `${host}:host-gateway`);
}

/** The required services that a slot waits for, because all services start at the same time at boot. */
function waits({ needs }: Service): View[] {
  if (needs.length === 0) return [];
  const services = needs.map(({ name, uid }) => `${name} ${healthPort(uid, 0)}`).join(" ");
  return [{ probe: PROBE_FOLDER.source, limit: NEED_SECONDS, services, startSeconds: NEED_SECONDS + POD_SECONDS }];
}

function ports({ web, uid }: Service, slot: number): { outside: number; inside: number }[] {
  if (!web) return [];
  return [
    { outside: slotPort(uid, slot), inside: TLS_PORT },
    { outside: healthPort(uid, slot), inside: PROXY_HEALTH_PORT },
  ];
}
