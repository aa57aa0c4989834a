import { domainToASCII } from "node:url";

/** Whether a text is a host name as records may carry it: underscores and a leading `*` label are fine. */
export function isName(name: string): boolean {
  const labels = name.split(".");
  const inner = labels[0] === "*" ? labels.slice(1) : labels;
  const fits = inner.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
  return fits && inner.length > 0 && name.length <= 253;
}

/** A name as records keep it: Punycode, lower case, no dot at the end. */
export function canonicalName(name: string): string {
  const bare = name.trim().replace(/\.$/, "").toLowerCase();
  // The conversion takes some ASCII names for addresses ("1.2" becomes "1.0.0.2").
  return /^[\x20-\x7e]*$/.test(bare) ? bare : domainToASCII(bare);
}

/**
 * The full name of a record: `@` is the zone itself, and a name that does not end in the zone's is
 * taken as one below it, even when it looks like another zone's.
 * @returns undefined when it is no valid name
 */
export function fullName(name: string, zone: string): string | undefined {
  if (name === "@") return zone;
  const given = canonicalName(name);
  const full = given === zone || given.endsWith(`.${zone}`) ? given : `${given}.${zone}`;
  return isName(full) ? full : undefined;
}
