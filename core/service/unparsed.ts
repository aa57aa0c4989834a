import type { ServiceDefinition } from "../schema/definition.ts";

/**
 * What can be read of a definition whether or not the rest of it is valid: at run time nothing has checked its type.
 */
function rawField(value: unknown, key: string): unknown {
  try {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  } catch {
    // Reading the definition by its schema says so.
    return undefined;
  }
}

/** Undefined when it is no whole number. */
export function rawUid({ spec }: ServiceDefinition): number | undefined {
  const uid = rawField(spec, "uid");
  return Number.isInteger(uid) ? (uid as number) : undefined;
}

/** The texts among a definition's needs. */
export function rawNeeds({ spec }: ServiceDefinition): string[] {
  return [rawField(spec, "needs")].flat().filter((name) => typeof name === "string");
}

/** The texts among a definition's subdomains. */
export function rawSubdomains({ spec }: ServiceDefinition): string[] {
  const subdomain = rawField(rawField(spec, "web"), "subdomain");
  return [subdomain].flat().filter((label) => typeof label === "string");
}
