import { loadRecord } from "../apis/running.ts";
import { apisFolder } from "./snapshots.ts";
import { sshArguments } from "./ssh.ts";
import type { Vm } from "./state.ts";
import { openTunnel } from "./tunnel.ts";

/** TCP port on the machine's loopback at which Cloudflare's records are asked for while the tunnel is open. */
export const resolverPort = 5300;

/**
 * Lets the machine ask for the records of Cloudflare's stand-in, as the smoke test does. Where two are open, the second
 * takes over from the first.
 * @returns closes the tunnel
 */
export function openDnsTunnel(vm: Vm): () => void {
  const facts = loadRecord(apisFolder(vm.dir));
  if (facts === undefined) return () => undefined;
  return openTunnel(sshArguments(vm), { inside: resolverPort, outside: facts.ports.dns });
}
