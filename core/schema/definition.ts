import type { ServiceSpec } from "./service.ts";

/** One file in `services/`: a name and what it says about itself, unchecked until planning. */
export interface ServiceDefinition {
  readonly kind: "service";
  readonly name: string;
  readonly spec: ServiceSpec;
}
