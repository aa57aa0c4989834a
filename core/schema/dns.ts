import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { encodeComplaint, fields, leaf, matching, quoted } from "../problems/complaint.ts";
import { type Duration, parseDuration } from "./amounts.ts";

/** TTL of a record as Cloudflare counts: 1 means that it chooses one itself. */
export const AUTOMATIC_TTL = 1;
// Its documented bounds for a zone that is not on an enterprise plan.
const SHORTEST_TTL = 60;
const LONGEST_TTL = 86_400;
const TTL_FIX = 'write "automatic", or a time from "1 minute" to "24 hours"';

const seconds = (text: string): number => parseDuration(text) ?? 0;
const isTtl = (value: unknown): boolean =>
  value === "automatic" ||
  (typeof value === "string" && seconds(value) >= SHORTEST_TTL && seconds(value) <= LONGEST_TTL);

/** How long others may keep a record; seconds, or `AUTOMATIC_TTL`. */
export const recordTtl = leaf<"automatic" | Duration>(
  (value) => (isTtl(value) ? undefined : { problem: `${quoted(value)} is no lifetime of a record`, fix: TTL_FIX }),
  TTL_FIX,
).transform((text) => (text === "automatic" ? AUTOMATIC_TTL : seconds(text)));

export const domainName = (fix: string) =>
  matching<string>(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
    "a domain name",
    fix,
  );

function address(isOne: (text: string) => boolean, what: string, example: string) {
  const fix = `write one, such as ${example}`;
  return leaf<string>(
    (value) =>
      typeof value === "string" && isOne(value) ? undefined : { problem: `${quoted(value)} is not ${what}`, fix },
    fix,
  );
}

const a = address(isIPv4, "an IPv4 address", "203.0.113.10").optional();
const aaaa = address(isIPv6, "an IPv6 address", "2001:db8::10").optional();

const TARGET_FIX =
  'write where the names lead: { a: "203.0.113.10" }, or { name: "home.example.net" } for a dynamic one';
const target = fields(
  { a, aaaa, name: domainName("write a name that always leads to this home").optional() },
  TARGET_FIX,
).refine((given) => (given.name === undefined) !== (given.a === undefined && given.aaaa === undefined), {
  error: encodeComplaint({ problem: "needs either addresses or a name", fix: TARGET_FIX }),
});

const PRIVATE_FIX = 'write "none", or the address inside the home: { a: "192.168.1.10" }';
const lanAddress = fields({ a, aaaa }, PRIVATE_FIX).refine(
  (given) => given.a !== undefined || given.aaaa !== undefined,
  { error: encodeComplaint({ problem: "names no address", fix: PRIVATE_FIX }) },
);
const RESOLVER_FIX = 'write its address, such as "192.168.1.1", or "192.168.1.1:5353"';
const resolver = leaf<string>((value) => {
  const [, host, port] = typeof value === "string" ? (/^(.+?)(?::(\d{1,5}))?$/.exec(value) ?? []) : [];
  const isServer = host !== undefined && isIPv4(host) && Number(port ?? "53") <= 65_535;
  const isPlain = typeof value === "string" && isIPv6(value);
  return isServer || isPlain ? undefined : { problem: `${quoted(value)} is no DNS server`, fix: RESOLVER_FIX };
}, RESOLVER_FIX);
const none = leaf<"none">(
  (value) => (value === "none" ? undefined : { problem: `${quoted(value)} is not known here`, fix: PRIVATE_FIX }),
  PRIVATE_FIX,
);

/** Which records services get, and where they lead. */
export const dnsSettings = fields({
  zone: domainName("write the zone's name as Cloudflare shows it, such as example.org"),
  zoneId: matching<string>(
    /^[0-9a-f]{32}$/,
    "a zone's id",
    "write the 32 hexadecimal digits that the zone's overview page at Cloudflare shows",
  ),
  target,
  private: z.union([lanAddress, none]).default("none"),
  ttl: recordTtl.default(AUTOMATIC_TTL),
  /** DNS server that the smoke test asks; without it, those of the host. */
  resolver: resolver.optional(),
});

export type DnsSettings = z.output<typeof dnsSettings>;
