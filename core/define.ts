import { quoted } from "./problems/quoted.ts";
import type { ServiceDefinition } from "./schema/definition.ts";
import type { ServiceSpec } from "./schema/service.ts";

export type { ServiceDefinition } from "./schema/definition.ts";
export type { ServiceSpec } from "./schema/service.ts";
export { ledger, retired } from "./service/ledger.ts";
export { postgres } from "./service/postgres.ts";
export { secret, template } from "./schema/secret-refs.ts";

/**
 * Declares a service. Never throws: a run collects the problems of all services and shows them together.
 * @param name - `[a-z][a-z0-9-]*`, up to 24 characters; every name and path on the host follows from it.
 */
export function defineService(name: string, spec: ServiceSpec): ServiceDefinition {
  // Types are not checked at run time; a name that is not a string is refused later.
  return { kind: "service", name: typeof name === "string" ? name : quoted(name), spec };
}
