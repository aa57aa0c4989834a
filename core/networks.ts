import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { type Complaint, quoted } from "./complaint.ts";

const FIX = 'write a network such as "192.168.1.0/24" or "fd00::/8"';

/**
 * Why a value cannot be one of the networks whose addresses may ask for private services; undefined when it can.
 * Envoy refuses all routes at once when one of them names the same network twice, so each has one spelling.
 */
export function networkProblem(value: unknown): Complaint | undefined {
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
