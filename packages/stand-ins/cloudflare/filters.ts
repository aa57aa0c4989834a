import { ApiError } from "./envelope.ts";
import type { DnsRecord, Zone } from "./state.ts";
import { account } from "./zone.ts";

type Test<T> = (item: T) => boolean;

// How `name.exact`, `content.contains` and so on compare, without regard to case.
const comparisons: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  exact: (text, wanted) => text === wanted,
  contains: (text, wanted) => text.includes(wanted),
  startswith: (text, wanted) => text.startsWith(wanted),
  endswith: (text, wanted) => text.endsWith(wanted),
};

const notFilters = new Set(["page", "per_page", "order", "direction", "match"]);

// The API ignores a parameter that it does not know and so answers with too much: a mistake to be seen here.
function unknownFilter(name: string): never {
  throw new ApiError(400, 1004, `the stand-in does not know the query parameter ${name}`);
}

function recordTest(parameter: string, wanted: string): Test<DnsRecord> {
  if (parameter === "type") return ({ type }) => type === wanted.toUpperCase();
  if (parameter === "proxied") return ({ proxied }) => String(proxied) === wanted;
  const [field = "", how = "exact"] = parameter.split(".");
  const compare = Object.hasOwn(comparisons, how) ? comparisons[how] : undefined;
  if (compare === undefined) return unknownFilter(parameter);
  const text = wanted.toLowerCase();
  if (field === "name" || field === "content") return (record) => compare(record[field].toLowerCase(), text);
  if (field === "comment") return ({ comment }) => compare((comment ?? "").toLowerCase(), text);
  return unknownFilter(parameter);
}

function zoneTest(parameter: string, wanted: string): Test<Zone> {
  if (parameter === "name") return ({ name }) => name === wanted.toLowerCase();
  if (parameter === "status") return () => wanted === "active";
  if (parameter === "account.id") return () => wanted === account.id;
  if (parameter === "account.name") return () => wanted === account.name;
  return unknownFilter(parameter);
}

function filter<T>(items: readonly T[], query: URLSearchParams, test: (name: string, wanted: string) => Test<T>): T[] {
  const tests = [...query].flatMap(([name, wanted]) => (notFilters.has(name) ? [] : [test(name, wanted)]));
  if (query.get("match") === "any" && tests.length > 0) return items.filter((item) => tests.some((one) => one(item)));
  return items.filter((item) => tests.every((one) => one(item)));
}

function sort<T>(items: T[], query: URLSearchParams, allowed: readonly (keyof T & string)[]): T[] {
  const order = query.get("order") ?? "name";
  const key = allowed.find((field) => field === order);
  if (key === undefined) throw new ApiError(400, 1004, `order must be one of ${allowed.join(", ")}`);
  const sign = query.get("direction") === "desc" ? -1 : 1;
  return items.sort((one, other) => {
    const [a, b] = [one[key], other[key]];
    return a === b ? 0 : sign * (a < b ? -1 : 1);
  });
}

/** The records that a query asks for, in its order (by name, else). */
export function selectRecords(records: readonly DnsRecord[], query: URLSearchParams): DnsRecord[] {
  return sort(filter(records, query, recordTest), query, ["name", "type", "content", "ttl", "proxied"]);
}

/** The zones that a query asks for. */
export function selectZones(zones: readonly Zone[], query: URLSearchParams): Zone[] {
  return sort(filter(zones, query, zoneTest), query, ["name"]);
}
