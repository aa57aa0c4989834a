import { z } from "zod";
import { quoted } from "../problems/quoted.ts";
import { dnsServer, domainName, ipv4Address, ipv6Address } from "./addresses.ts";
import { type Duration, parseDuration } from "./amounts.ts";
import { type Complaint, fields, rule, text, worded } from "./builders.ts";

/** TTL of a record as Cloudflare counts: 1 means that it chooses one itself. */
export const AUTOMATIC_TTL = 1;
// Its documented bounds for a zone that is not on an enterprise plan.
const SHORTEST_TTL = 60;
const LONGEST_TTL = 86_400;
const TTL_FIX = 'write "automatic", or a time from "1 minute" to "24 hours"';

const seconds = (text: string): number => parseDuration(text) ?? Number.NaN;

/** How long others may keep a record; seconds, or `AUTOMATIC_TTL`. */
export const recordTtl = text<"automatic" | Duration>(
  /^(automatic|[1-9]\d* (seconds?|minutes?|hours?))$/,
  { what: "the lifetime of a record", fix: TTL_FIX, standIn: "automatic" },
  (value): Complaint | undefined =>
    value === "automatic" || (seconds(value) >= SHORTEST_TTL && seconds(value) <= LONGEST_TTL)
      ? undefined
      : { problem: `${quoted(value)} is not the lifetime of a record`, fix: TTL_FIX },
).transform((value) => (value === "automatic" ? AUTOMATIC_TTL : seconds(value)));

interface Addresses {
  readonly a?: string | undefined;
  readonly aaaa?: string | undefined;
}

/** The ingress listens on IPv4 only, so a name without an IPv4 address would not reach it. */
const onlyIpv6 = ({ a, aaaa }: Addresses, example: string): Complaint | undefined =>
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

/** The records of services, and their targets. */
export const dnsSettings = fields({
  /**
   * The zone at Cloudflare that holds `domain`.
   * @example "example.org"
   */
  zone: domainName("write the zone's name as Cloudflare shows it, such as example.org"),
  /**
   * The zone's id: 32 hexadecimal digits on its overview page at Cloudflare.
   * @example "023e105f4ecef8ad9ca31a8372d0c353"
   */
  zoneId: text(/^[0-9a-f]{32}$/, {
    what: "a zone's id",
    fix: "write the 32 hexadecimal digits that the zone's overview page at Cloudflare shows",
  }),
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
   * TTL of a record: `"automatic"`, or a time from `"1 minute"` to `"24 hours"`.
   * @default "automatic"
   * @example "5 minutes"
   */
  ttl: recordTtl.default(AUTOMATIC_TTL),
  /**
   * DNS server for the smoke test; with a port only if it is not 53.
   * @default those of the host
   * @example "192.168.1.1"
   */
  resolver: dnsServer.optional(),
});

export type DnsSettings = z.output<typeof dnsSettings>;
