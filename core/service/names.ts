/** Every name and number that is derived from a service's name and UID: nothing else in the program invents one. */

export const FIRST_UID = 2000;
export const LAST_UID = 3999;
/** Slots 0 to 3 of `replicas: 4`, and one more while an update runs. */
export const SLOTS_PER_SERVICE = 5;

const PORTS_PER_SERVICE = 10;
const FIRST_PORT = 10_000;
const FIRST_SUBID = 1_048_576;
const SUBIDS_PER_SERVICE = 65_536;

/** Address under which a pod with a scrape list reaches the host's loopback. */
export const HOST_LOOPBACK = "169.254.1.9";
/** Host name of the state pod inside a service's network. */
export const STATE_HOST = "state";

/** Why a text is no service name, in words; undefined when it is one. */
export function serviceNameProblem(name: string): string | undefined {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    return "a service name is lower-case letters, digits and hyphens, starting with a letter";
  if (name.endsWith("-")) return "a service name does not end in a hyphen";
  if (name.length > 24) return `a service name has up to 24 characters, this one has ${name.length}`;
  if (name.endsWith("-state")) return "a service name does not end in -state: that is how state pods are named";
  if (/-\d+$/.test(name)) return "a service name does not end in -<number>: that is how slots are named";
  return undefined;
}

export const isServiceUid = (uid: number): boolean => Number.isInteger(uid) && uid >= FIRST_UID && uid <= LAST_UID;

/** Account on the host that runs a service. */
export const userName = (service: string): string => `svc-${service}`;

/** First of a service's subordinate ids, and how many they are; the same numbers for users and groups. */
export const subids = (uid: number): { start: number; count: number } => ({
  start: FIRST_SUBID + (uid - FIRST_UID) * SUBIDS_PER_SERVICE,
  count: SUBIDS_PER_SERVICE,
});

/** Id on the host of an id inside a container of the service: root inside is the service's own user. */
export const hostId = (uid: number, containerId: number): number =>
  containerId === 0 ? uid : subids(uid).start + containerId - 1;

/** Loopback port of a slot's TLS listener; below the ephemeral range. */
export const slotPort = (uid: number, slot: number): number =>
  FIRST_PORT + (uid - FIRST_UID) * PORTS_PER_SERVICE + slot;

/** Loopback port of a slot's health endpoint. */
export const healthPort = (uid: number, slot: number): number => slotPort(uid, slot) + SLOTS_PER_SERVICE;

export const datasetName = (pool: string, service: string, key: string): string => `${pool}/homelab/${service}/${key}`;
export const mountpoint = (pool: string, service: string, key: string): string => `/zfs/${pool}/${service}/${key}`;

export const networkName = (service: string): string => `${service}.network`;
export const statePodName = (service: string): string => `${service}-state`;
export const slotPodName = (service: string, slot: number): string => `${service}-${slot}`;
/** Podman's name of a container, and the stem of its unit. */
export const containerName = (pod: string, container: string): string => `${pod}-${container}`;

/** systemd names that the quadlet generator makes. */
export const podServiceName = (pod: string): string => `${pod}-pod.service`;
export const networkServiceName = (service: string): string => `${service}-network.service`;
export const containerServiceName = (pod: string, container: string): string =>
  `${containerName(pod, container)}.service`;

/** Where the rollout puts the units: root's, so that a service cannot rewrite its own. */
export const unitFolder = (uid: number, service: string): string => `/etc/containers/systemd/users/${uid}/${service}`;
/** Where generations, slots and history of a service are. */
export const serviceFolder = (service: string): string => `/var/lib/homelab/services/${service}`;
/** Config of one container of one pod, as its slot sees it. */
export const slotConfigFolder = (service: string, pod: string, container: string): string =>
  `${serviceFolder(service)}/slots/${pod}/${container}`;

/** Where a podman secret of that name is inside a container. */
export const secretPath = (secret: string): string => `/run/secrets/${secret}`;
/** Key in the stack's config of a service's secret with source "config". */
export const configSecretKey = (service: string, secret: string): string => `${service}-${secret}`;
