import type { ServiceDefinition } from "../schema/definition.ts";

/**
 * Fields that are read from a definition even if the rest of it is invalid; their types are unchecked at run time.
 */
function rawField(value: unknown, key: string): unknown {
  try {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  } catch {
    // Reading the definition by its schema says so.
    return undefined;
  }
}

/** Undefined if it is not a whole number. */
export function rawUid({ spec }: ServiceDefinition): number | undefined {
  const uid = rawField(spec, "uid");
  return Number.isInteger(uid) ? (uid as number) : undefined;
}

/** The strings among the other services that a definition names in one field. */
export function rawPeers({ spec }: ServiceDefinition, field: "needs" | "reaches"): string[] {
  return [rawField(spec, field)].flat().filter((name) => typeof name === "string");
}

/** The strings among the pools of a definition's datasets. */
export function rawPools({ spec }: ServiceDefinition): string[] {
  const data = rawField(spec, "data");
  const datasets = typeof data === "object" && data !== null ? Object.values(data) : [];
  return datasets.map((dataset) => rawField(dataset, "pool")).filter((pool) => typeof pool === "string");
}

/** The strings among a definition's subdomains. */
export function rawSubdomains({ spec }: ServiceDefinition): string[] {
  const subdomain = rawField(rawField(spec, "web"), "subdomain");
  return [subdomain].flat().filter((label) => typeof label === "string");
}
