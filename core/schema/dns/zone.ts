import { z } from "zod";
import { dnsServer, domainName, ipv4Address, ipv6Address } from "../addresses.ts";
import { type ProblemText, fields, rule, worded } from "../builders.ts";
import { recordTtlWithin, type TtlBounds } from "./record-ttl.ts";

interface Addresses {
  readonly a?: string | undefined;
  readonly aaaa?: string | undefined;
}

/** The ingress listens on IPv4 only, so a name without an IPv4 address would not reach it. */
const onlyIpv6 = ({ a, aaaa }: Addresses, example: string): ProblemText | undefined =>
  a === undefined && aaaa !== undefined
    ? {
        problem: "has only an IPv6 address, but the ingress listens on IPv4",
        fix: `add the IPv4 address: { a: "${example}", aaaa: "${aaaa}" }`,
      }
    : undefined;

const TARGET_FIX =
  'write the target of the names: { a: "203.0.113.10" }, or { name: "home.example.net" } for a dynamic one';

const target = fields(
  {
    /**
     * IPv4 address of the home.
     * @example "203.0.113.10"
     */
    a: ipv4Address.optional(),
    /**
     * IPv6 address that forwards to the host, beside `a`. Not possible alone: the ingress listens on IPv4.
     * @default none
     * @example "2001:db8::10"
     */
    aaaa: ipv6Address.optional(),
    /**
     * A name that always resolves to this home, such as a dynamic DNS name; instead of addresses.
     * @default none
     * @example "home.example.net"
     */
    name: domainName("write a name that always resolves to this home").optional(),
  },
  { fix: TARGET_FIX },
).check(
  rule(({ a, aaaa, name }) =>
    (name === undefined) !== (a === undefined && aaaa === undefined)
      ? onlyIpv6({ a, aaaa }, "203.0.113.10")
      : { problem: "needs either addresses or a name", fix: TARGET_FIX },
  ),
);

const PRIVATE_FIX = 'write "none", or the address inside the home: { a: "192.168.1.10" }';

const lanAddress = fields({
  /**
   * IPv4 address of the host inside the home.
   * @example "192.168.1.10"
   */
  a: ipv4Address.optional(),
  /**
   * IPv6 address that forwards to the host, beside `a`. Not possible alone: the ingress listens on IPv4.
   * @default none
   * @example "fd00::10"
   */
  aaaa: ipv6Address.optional(),
}).check(
  rule(({ a, aaaa }) =>
    a === undefined && aaaa === undefined
      ? { problem: "names no address", fix: PRIVATE_FIX }
      : onlyIpv6({ a, aaaa }, "192.168.1.10"),
  ),
);

/**
 * The fields of `homelab:dns` that every provider has.
 * @param provider - The provider's name in messages.
 */
export const zoneSettings = (provider: string, ttl: TtlBounds) => ({
  /**
   * The zone that holds `domain`.
   * @example "example.org"
   */
  zone: domainName(`write the zone's name as ${provider} shows it, such as example.org`),
  /**
   * The target of public names: addresses, or another name.
   * @example { a: "203.0.113.10" }
   * @example { name: "home.example.net" }
   */
  target,
  /**
   * The target of private names: `"none"` creates no records, so the home's router has to resolve them.
   * @default "none"
   * @example { a: "192.168.1.10" }
   */
  private: worded(z.union([lanAddress, z.literal("none")]), {
    what: '"none" or an address',
    fix: PRIVATE_FIX,
  }).default("none"),
  /**
   * TTL of a record: `"automatic"`, or a time within the provider's bounds (Cloudflare: from `"1 minute"` to `"24 hours"`).
   * @default "automatic"
   * @example "5 minutes"
   */
  ttl: recordTtlWithin(ttl).default("automatic"),
  /**
   * DNS server for the smoke test; with a port only if it is not 53.
   * @default those of the host
   * @example "192.168.1.1"
   */
  resolver: dnsServer.optional(),
});
