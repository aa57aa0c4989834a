import type { Answer, StringRecordType } from "dns-packet";
import type { DnsRecord, Zone } from "../cloudflare/state.ts";

// What Cloudflare makes of TTL 1, "automatic", and of every proxied record:
// https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/
const automaticTtl = 300;

/** The addresses that stand for Cloudflare's proxy, of the networks for examples (RFC 5737, RFC 3849). */
const proxyAddresses: Readonly<Record<string, readonly string[]>> = {
  A: ["198.51.100.1", "198.51.100.2"],
  AAAA: ["2001:db8:c10d::1", "2001:db8:c10d::2"],
};

/** A record of the types A, AAAA and CNAME as an answer. @param owner the name that was asked: a wildcard has many */
export function recordAnswer(owner: string, { type, content, ttl }: DnsRecord): Answer {
  return { name: owner, type: type as StringRecordType, ttl: ttl === 1 ? automaticTtl : ttl, data: content };
}

/** What a proxied name resolves to, whatever its records say. */
export function proxyAnswers(owner: string, type: string): Answer[] {
  const addresses = proxyAddresses[type] ?? [];
  return addresses.map((data) => ({ name: owner, type: type as StringRecordType, ttl: automaticTtl, data }));
}

/** The record that goes with "there is none" (RFC 2308): its `minimum` is how long others may remember that. */
export function startOfAuthority({ name }: Zone): Answer {
  const [mname, rname] = ["ada.ns.cloudflare.com", "dns.cloudflare.com"];
  const times = { refresh: 10_000, retry: 2_400, expire: 604_800, minimum: 1_800 };
  // The serial never changes: nobody transfers the zone.
  return { name, type: "SOA", ttl: times.minimum, data: { mname, rname, serial: 1, ...times } };
}
