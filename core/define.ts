import type { ServiceSpec } from "./schema.ts";

export type { ServiceSpec } from "./schema.ts";
export { ledger, retired } from "./ledger.ts";
export { postgres } from "./postgres.ts";
export { secret, template } from "./secret-refs.ts";

/** One file in `services/`: a name and what it says about itself, unchecked until planning. */
export interface ServiceDefinition {
  readonly kind: "service";
  readonly name: string;
  readonly spec: ServiceSpec;
}

/**
 * Declares a service. Never throws: a run collects the complaints about all services and shows them together.
 * @param name - `[a-z][a-z0-9-]*`, up to 24 characters; every name and path on the host follows from it.
 */
export function defineService(name: string, spec: ServiceSpec): ServiceDefinition {
  return { kind: "service", name, spec };
}
