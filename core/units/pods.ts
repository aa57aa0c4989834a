import { ldapSidecar } from "./ldap-sidecar.ts";
import { slotPodName, statePodName } from "../service/names.ts";
import type { Container, Service } from "../service/service.ts";
import type { Settings } from "../schema/settings.ts";
import { sidecar } from "./caddy-sidecar.ts";

/** A group of containers that share localhost and come and go together. */
export interface Pod {
  readonly name: string;
  /** Null for the state pod, which keeps running while slots are replaced. */
  readonly slot: number | null;
  /** Sorted by name. */
  readonly containers: readonly Container[];
}

/** The pods of a service: the state pod first, when a container stays, then one for each slot. */
export function podsOf(service: Service, settings: Settings): Pod[] {
  const staying = service.containers.filter(({ stays }) => stays);
  const moving = service.containers.filter(({ stays }) => !stays);
  const state: Pod = { name: statePodName(service.name), slot: null, containers: staying };
  const inSlot = byName(
    service.web ? [...moving, sidecar(service, settings), ...ldapSidecar(service, settings)] : moving,
  );
  const slots = Array.from({ length: moving.length > 0 ? service.replicas : 0 }, (_, slot): Pod => ({
    name: slotPodName(service.name, slot),
    slot,
    containers: inSlot,
  }));
  return staying.length > 0 ? [state, ...slots] : slots;
}

/** Whether slots reach a state pod, which takes a network of their own. */
export const hasState = (service: Service): boolean => service.containers.some(({ stays }) => stays);

function byName(containers: readonly Container[]): Container[] {
  return containers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
