import type { Answer } from "dns-packet";
import type { DnsRecord, Zone } from "../cloudflare/state.ts";
import { proxyAnswers, recordAnswer } from "./answers.ts";

/** Response codes of RFC 1035 and what they mean here. */
export const codes = { noError: 0, formatError: 1, serverFailure: 2, noSuchName: 3, notImplemented: 4, refused: 5 };

/** What a zone has for a question; without answers and without an error, the name has no record of that type. */
export interface Found {
  readonly code: number;
  readonly answers: readonly Answer[];
}

const longestChain = 8;
const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** The zone that a name belongs to, the longest where several do. @param name in lower case */
export function zoneOf(zones: readonly Zone[], name: string): Zone | undefined {
  const above = zones.filter((zone) => isWithin(name, zone.name));
  return above.sort((one, other) => other.name.length - one.name.length)[0];
}

/** A name is also there when only names below it have records (RFC 8020). */
const isThere = (zone: Zone, name: string): boolean =>
  name === zone.name || zone.records.some((record) => isWithin(record.name, name));

/** The records of a name, or of the wildcard that stands for it (RFC 4592); undefined when there is no such name. */
function recordsOf(zone: Zone, name: string): readonly DnsRecord[] | undefined {
  const at = (owner: string): DnsRecord[] => zone.records.filter((record) => record.name === owner);
  if (isThere(zone, name)) return at(name);
  let encloser = name;
  while (!isThere(zone, encloser)) encloser = encloser.slice(encloser.indexOf(".") + 1);
  const wildcard = at(`*.${encloser}`);
  return wildcard.length === 0 ? undefined : wildcard;
}

function follow(zone: Zone, owner: string, alias: DnsRecord, type: string, depth: number): Found {
  // Cloudflare itself looks up an alias at the zone's apex, where DNS allows none, and hides it.
  const isHidden = owner === zone.name || alias.settings["flatten_cname"] === true;
  const shown = isHidden ? [] : [recordAnswer(owner, alias)];
  if (type === "CNAME") return { code: codes.noError, answers: shown };
  if (!isWithin(alias.content, zone.name)) {
    return { code: isHidden ? codes.serverFailure : codes.noError, answers: shown };
  }
  const { code, answers } = lookUp(zone, alias.content, type, depth + 1);
  return { code, answers: isHidden ? answers.map((one) => ({ ...one, name: owner })) : [...shown, ...answers] };
}

/**
 * What Cloudflare's name servers would answer from a zone's records of the types A, AAAA and CNAME. An alias is
 * followed as long as it stays in the zone.
 * @param name in lower case, within the zone @param type "A", "AAAA" or any other
 */
export function lookUp(zone: Zone, name: string, type: string, depth = 0): Found {
  if (depth > longestChain) return { code: codes.serverFailure, answers: [] };
  const records = recordsOf(zone, name);
  if (records === undefined) return { code: codes.noSuchName, answers: [] };
  if (records.some(({ proxied }) => proxied)) return { code: codes.noError, answers: proxyAnswers(name, type) };
  const alias = records.find((record) => record.type === "CNAME");
  if (alias !== undefined) return follow(zone, name, alias, type, depth);
  const asked = records.filter((record) => record.type === type && (type === "A" || type === "AAAA"));
  return { code: codes.noError, answers: asked.map((record) => recordAnswer(name, record)) };
}
