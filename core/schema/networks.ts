import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { type Complaint, encodeComplaint, leaf, quoted } from "../problems/complaint.ts";

const FIX = 'write a network such as "192.168.1.0/24" or "fd00::/8"';

/**
 * Why a value cannot be one of the networks whose addresses may ask for private services; undefined when it can.
 * Envoy refuses all routes at once when one of them names the same network twice, so each has one spelling.
 */
function networkProblem(value: unknown): Complaint | undefined {
  const problem = `${quoted(value)} is not a network`;
  if (typeof value !== "string") return { problem, fix: FIX };
  const [address = "", prefix = "", ...rest] = value.split("/");
  if (isIP(address) === 0 || !/^\d{1,3}$/.test(prefix) || rest.length > 0) return { problem, fix: FIX };
  const network = canonical(value);
  if (network === undefined) return { problem, fix: FIX };
  if (Number(prefix) === 0)
    return { problem: `${quoted(value)} is everybody`, fix: 'leave it out; for everybody write exposure: "public"' };
  return network === value ? undefined : { problem, fix: `write "${network}"` };
}

function canonical(text: string): string | undefined {
  try {
    const [address, prefix] = ipaddr.parseCIDR(text);
    if (address.kind() === "ipv4") return `${ipaddr.IPv4.networkAddressFromCIDR(text).toString()}/${prefix}`;
    return `${ipaddr.IPv6.networkAddressFromCIDR(text).toRFC5952String()}/${prefix}`;
  } catch {
    return undefined;
  }
}

/** The networks of RFC 1918, RFC 4193 and link-local addresses, and the host itself. */
export const HOME_NETWORKS: readonly string[] = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

const LAN_FIX = 'write networks such as "192.168.1.0/24"';

/** From where private services may be asked. */
export const lanSettings = z
  .array(leaf<string>(networkProblem, LAN_FIX), {
    error: ({ input }) => encodeComplaint({ problem: `${quoted(input)} is not a list`, fix: LAN_FIX }),
  })
  .min(1, encodeComplaint({ problem: "names no network", fix: LAN_FIX }))
  .refine((networks) => new Set(networks).size === networks.length, {
    error: encodeComplaint({ problem: "names a network twice", fix: "name it once" }),
  })
  .readonly()
  .default(HOME_NETWORKS);
