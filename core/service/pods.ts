import type { Settings } from "../schema/settings.ts";
import { sortedBy } from "../text/sorted.ts";
import { signInKind, signInOf } from "./auth/kinds.ts";
import { slotPodName, statePodName } from "./names.ts";
import { proxyContainer } from "./proxy.ts";
import type { Container, Pod, Service, Web } from "./service.ts";

/** The pods of a service: the state pod first, if a container stays, then one for each slot. */
export function podsOf(
  { name, containers, web, replicas }: Pick<Service, "name" | "containers" | "web" | "replicas">,
  images: Settings["images"],
): Pod[] {
  const staying = containers.filter(({ stays }) => stays);
  const moving = containers.filter(({ stays }) => !stays);
  const state: Pod = { name: statePodName(name), slot: null, containers: staying };
  const inSlot = sortedBy([...moving, ...(web ? sidecars(name, web, images) : [])], (container) => container.name);
  const slots = Array.from({ length: moving.length > 0 ? replicas : 0 }, (_, slot): Pod => {
    return { name: slotPodName(name, slot), slot, containers: inSlot };
  });
  return staying.length > 0 ? [state, ...slots] : slots;
}

function sidecars(service: string, web: Web, images: Settings["images"]): Container[] {
  const signIn = signInOf(service, web);
  const ofSignIn = signIn && signInKind(signIn.auth.kind).sidecar?.container(signIn, images);
  return [proxyContainer(web, images), ...(ofSignIn ? [ofSignIn] : [])];
}
