import type { GenerationFile } from "./generation-file.ts";
import { HOST_LOOPBACK, STATE_HOST, healthPort, networkName, slotPort } from "./names.ts";
import { hasState, type Pod, podsOf } from "./pods.ts";
import { containerUnit } from "./quadlet-container.ts";
import type { Service } from "./service.ts";
import type { Settings } from "./settings.ts";
import { SIDECAR_HEALTH_PORT, TLS_PORT } from "./sidecar.ts";
import { renderTemplate } from "./template.ts";

/** Every unit of a service, sorted by path. */
export function unitFiles(service: Service, settings: Settings): GenerationFile[] {
  const pods = podsOf(service, settings);
  const files = [
    ...(hasState(service) ? [networkUnit(service)] : []),
    ...pods.map((pod) => podUnit(service, pod)),
    ...pods.flatMap((pod) => pod.containers.map((container) => containerUnit(service, pod, container))),
  ];
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function networkUnit(service: Service): GenerationFile {
  const content = renderTemplate("units/service.network", { service: service.name });
  return { path: `units/${networkName(service.name)}`, content, effect: "network" };
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
          names: signOnNames(service),
          ports: ports(service, pod.slot),
        });
  return { path: `units/${pod.name}.pod`, content, effect: "pod" };
}

/** The network that pods want beside podman's default, which has no way to the host's loopback. */
function networks(service: Service): { networks: string[] } {
  const scrapes = service.containers.some(({ scrapeTargets }) => scrapeTargets !== undefined);
  // The checks refuse it; were it to come here, a pod would silently lose one of the two.
  if (scrapes && hasState(service)) throw new Error(`${service.name} has both a scrape list and a state pod`);
  if (hasState(service)) return { networks: [networkName(service.name)] };
  return { networks: scrapes ? [`pasta:--map-host-loopback,${HOST_LOOPBACK}`] : [] };
}

/** The sign-on by its name, at the address under which Podman shows a pod its host: Envoy listens on all of them. */
function signOnNames({ web }: Service): string[] {
  const signOn = web?.servesSignOn === false ? web.signOn : undefined;
  return signOn?.here === true ? [`${signOn.host}:host-gateway`] : [];
}

function ports({ web, uid }: Service, slot: number): { outside: number; inside: number }[] {
  if (!web) return [];
  return [
    { outside: slotPort(uid, slot), inside: TLS_PORT },
    { outside: healthPort(uid, slot), inside: SIDECAR_HEALTH_PORT },
  ];
}
