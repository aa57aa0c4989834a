import contract from "../../contract/constants.json" with { type: "json" };

/** Every name and number that is derived from a service's name and UID. */

const { service, ports, subids: ids, paths, slots } = contract;
const { pattern, longest, reservedEndings } = service.name;

export const FIRST_UID = service.firstUid;
export const LAST_UID = service.lastUid;
/** Slots 0 to 3 of `replicas: 4`, and one more while an update runs. */
export const SLOTS_PER_SERVICE = slots;

/** Address under which a pod with a scrape list reaches the host's loopback. */
export const HOST_LOOPBACK = contract.hostLoopback;
/** Host name of the state pod inside a service's network. */
export const STATE_HOST = "state";

/** Why a text is not a valid service name; undefined if it is. */
export function serviceNameProblem(name: string): string | undefined {
  const ends = (ending: keyof typeof reservedEndings) => new RegExp(reservedEndings[ending]).test(name);
  if (!new RegExp(pattern).test(name))
    return "a service name is lower-case letters, digits and hyphens, starting with a letter";
  if (ends("hyphen")) return "a service name does not end in a hyphen";
  if (name.length > longest) return `a service name has up to ${longest} characters, this one has ${name.length}`;
  if (ends("state")) return "a service name does not end in -state: that is how state pods are named";
  if (ends("slot")) return "a service name does not end in -<number>: that is how slots are named";
  return undefined;
}

export const isServiceUid = (uid: number): boolean => Number.isInteger(uid) && uid >= FIRST_UID && uid <= LAST_UID;

/** Account on the host that runs a service. */
export const userName = (service: string): string => contract.service.userPrefix + service;

/** The first of a service's subordinate ids and their count, the same for users and groups. */
export const subids = (uid: number): { start: number; count: number } => ({
  start: ids.first + (uid - FIRST_UID) * ids.perService,
  count: ids.perService,
});

/** The id on the host for an id inside a container of the service: root inside is the service's account. */
export const hostId = (uid: number, containerId: number): number =>
  containerId === 0 ? uid : subids(uid).start + containerId - 1;

/** Loopback port of a slot's TLS listener; below the ephemeral range. */
export const slotPort = (uid: number, slot: number): number =>
  ports.first + (uid - FIRST_UID) * ports.perService + slot;

/** Loopback port of a slot's health endpoint. */
export const healthPort = (uid: number, slot: number): number => slotPort(uid, slot) + ports.healthOffset;

export const datasetName = (pool: string, service: string, key: string): string =>
  `${pool}/${contract.datasetParent}/${service}/${key}`;
export const mountpoint = (pool: string, service: string, key: string): string =>
  `${paths.datasets}/${pool}/${service}/${key}`;

export const networkName = (service: string): string => `${service}.network`;
export const statePodName = (service: string): string => `${service}-state`;
export const slotPodName = (service: string, slot: number): string => `${service}-${slot}`;
/** Podman's name of a container, and the stem of its unit. */
export const containerName = (pod: string, container: string): string => `${pod}-${container}`;

/** systemd names that the quadlet generator creates. */
export const podServiceName = (pod: string): string => `${pod}-pod.service`;
export const networkServiceName = (service: string): string => `${service}-network.service`;
export const containerServiceName = (pod: string, container: string): string =>
  `${containerName(pod, container)}.service`;

/** Folder of a service's generations, slots and history. */
export const serviceFolder = (service: string): string => `${paths.services}/${service}`;
/** Folder of the config files of one container of one pod. */
export const slotConfigFolder = (service: string, pod: string, container: string): string =>
  `${serviceFolder(service)}/${contract.serviceFolders.slots}/${pod}/${container}`;
/** Folder of a service's certificates, the same for all its slots. */
export const certificateFolder = (service: string): string =>
  `${serviceFolder(service)}/${contract.serviceFolders.tls}`;

export { secretPath } from "../schema/secret-refs.ts";
/** Key in the stack's config of a service's secret with source "config". */
export const configSecretKey = (service: string, secret: string): string => `${service}-${secret}`;
