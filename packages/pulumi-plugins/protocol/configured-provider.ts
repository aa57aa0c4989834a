import type { Properties } from "./property-values.ts";
import type { Refusal } from "./schema-check.ts";

/** A resource as it is in the stack's state; properties as the engine sends them, secrets marked. */
export interface ResourceState {
  readonly id: string;
  readonly urn: string;
  /** What the last create, update or read answered. */
  readonly state: Properties;
  /** The inputs of that time; empty when an import begins. */
  readonly inputs: Properties;
  /** The resource's ignoreChanges: property paths whose changes do not count. */
  readonly ignored?: readonly string[];
}

/** What an update would change. */
export interface Differences {
  /** Names of the inputs that differ; an empty list means no update. */
  readonly changed: readonly string[];
  /** Those of them that need a new resource. */
  readonly replaces: readonly string[];
}

/** A resource that was made or found. */
export interface Made {
  readonly id: string;
  readonly outs: Properties;
}

/** Created, but what follows the creation failed: the engine keeps the resource and updates it next time. */
export class InitializationFailed extends Error {
  readonly made: Made;

  constructor(message: string, made: Made) {
    super(message);
    this.made = made;
  }
}

/** A package's name and version. */
export interface PackageName {
  readonly name: string;
  readonly version: string;
}

/** How a plugin that serves several packages becomes one of them; an error says which it cannot be. */
export interface Parameterization {
  /** @param args the words after the plugin's name in `pulumi package add` */
  fromArguments(args: readonly string[]): PackageName;
  /** @param value what an SDK of the package carries */
  fromValue(value: string): PackageName;
}

/**
 * A provider whose package has settings of its own (an address, a token). The server of
 * `@pulumi/pulumi/provider` never hands settings to a provider, so these are served by
 * configured-server.ts. An error's message is what a person sees.
 */
export interface ConfiguredProvider {
  readonly version: string;
  /** The package's schema as JSON, from which `pulumi import` writes code. */
  readonly schema: string;
  readonly parameterization?: Parameterization;
  /** @param settings may still hold unknown values in a preview */
  checkConfig(settings: Properties): Refusal[];
  configure(settings: Properties): void | Promise<void>;
  check(urn: string, inputs: Properties): Refusal[];
  /**
   * The inputs with what the provider adds itself, such as an automatic name; none by default.
   * @param last inputs of the last deployment @param seed what random parts are made from; may be empty
   */
  complete?(urn: string, inputs: Properties, last: Properties, seed: Uint8Array): Properties;
  diff(before: ResourceState, inputs: Properties): Differences;
  /**
   * @param preview make nothing, answer what is known, with unknown values for the rest
   * @throws InitializationFailed when the resource exists but is not complete
   */
  create(urn: string, inputs: Properties, preview: boolean): Promise<Made>;
  /** @returns what is there, and the inputs that would lead to it; undefined when it is gone */
  read(resource: ResourceState): Promise<(Made & { readonly inputs: Properties }) | undefined>;
  /** @returns the new state */
  update(before: ResourceState, inputs: Properties, preview: boolean): Promise<Properties>;
  delete(resource: ResourceState): Promise<void>;
  invoke(
    token: string,
    args: Properties,
  ): Promise<{ readonly result: Properties } | { readonly refusals: readonly Refusal[] }>;
}
