import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { quoted } from "../problems/quoted.ts";
import { type ProblemText, rule, text, worded } from "./builders.ts";

const FIX = 'write a network such as "192.168.1.0/24" or "fd00::/8"';

const network = text(/^[0-9A-Fa-f.:]+\/\d{1,3}$/, { what: "a network", fix: FIX }, networkProblem);

/**
 * Why a text cannot be one of the networks whose addresses may ask for private services; undefined when it can.
 * Envoy refuses all routes at once when one of them names the same network twice, so each has one spelling.
 */
function networkProblem(value: string): ProblemText | undefined {
  const problem = `${quoted(value)} is not a network`;
  const [address = "", prefix = ""] = value.split("/");
  const only = isIP(address) === 0 ? undefined : canonical(value);
  if (only === undefined) return { problem, fix: FIX };
  if (Number(prefix) === 0)
    return { problem: `${quoted(value)} is everybody`, fix: 'leave it out; for everybody write exposure: "public"' };
  return only === value ? undefined : { problem, fix: `write "${only}"` };
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
export const lanSettings = worded(z.array(network).min(1), { what: "a list", fix: LAN_FIX })
  .check(
    rule((networks) =>
      new Set(networks).size === networks.length
        ? undefined
        : { problem: "names a network twice", fix: "name it once" },
    ),
  )
  .readonly();
