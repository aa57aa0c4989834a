import { isObject } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { Client } from "./client.ts";

const mostItems = 1_000;

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The value with every key in camel case and absent (null) values left out, deeply. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([name, inner]) => [camelCase(name), inCamelCase(inner)]));
}

/** The query of a filter; nested names are joined by dots. */
function query(filter: Properties, prefix = ""): [string, string][] {
  return Object.entries(filter).flatMap(([name, value]): [string, string][] => {
    if (isObject(value)) return query(value, `${prefix}${name}.`);
    if (Array.isArray(value)) return value.map((one): [string, string] => [name.replace(/s$/, ""), String(one)]);
    return [[`${prefix}${name}`, String(value)]];
  });
}

async function list(client: Client, filter: Properties): Promise<Properties[]> {
  const found: Properties[] = [];
  // Until a page is empty: the totals in the answers are not looked at.
  for (let page = 1; found.length < mostItems; page += 1) {
    const parameters = new URLSearchParams(query({ match: "all", ...filter }));
    if (page > 1) parameters.set("page", String(page));
    const result = await client.call("GET", `zones?${parameters.toString()}`);
    const zones = Array.isArray(result) ? result.filter(isObject) : [];
    if (zones.length === 0) break;
    found.push(...zones);
  }
  return found;
}

/**
 * Looks a zone up by its id, or by a filter that exactly one zone passes.
 * @param args plain arguments of getZone
 * @throws Error when both or none are given, or another number of zones passes
 */
export async function getZone(client: Client, args: Properties): Promise<Properties> {
  const { filter, zoneId } = args;
  if ((zoneId === undefined) === (filter === undefined)) {
    throw new Error(
      "Invalid Attribute Combination: Exactly one of these attributes must be configured: [zone_id,filter]",
    );
  }
  let id = zoneId;
  if (isObject(filter)) {
    const zones = await list(client, filter);
    if (zones.length !== 1) throw new Error(`failed to find exactly one result: ${zones.length} found`);
    id = zones[0]?.["id"];
  }
  const zone = inCamelCase(await client.call("GET", `zones/${encodeURIComponent(String(id))}`)) as Properties;
  return { ...zone, zoneId: id, ...(filter === undefined ? {} : { filter }) };
}
