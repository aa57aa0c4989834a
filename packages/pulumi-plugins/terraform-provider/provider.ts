import type { Differences } from "../protocol/configured-provider.ts";
import { plainProperties, unknownValue, withSecrets } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { checkArguments } from "../protocol/schema-check.ts";
import type { FunctionSpec, PackageSchema, TypeSpec } from "../protocol/schema-check.ts";
import { NotFound } from "./api.ts";
import type { Api } from "./api.ts";
import { dataSources } from "./data-sources.ts";
import { HalfMade } from "./lifecycle.ts";
import { changes, plan, replacements } from "./plan.ts";
import { resourceOf } from "./resources.ts";

/** The schema of the package, as far as the stand-in goes. */
export interface AuthentikSchema extends PackageSchema {
  readonly parameterization: { readonly baseProvider: { readonly version: string } };
  readonly resources: Readonly<
    Record<string, PackageSchema["resources"][string] & { readonly properties: SecretSpecs }>
  >;
  readonly functions: Readonly<
    Record<string, FunctionSpec & { readonly outputs: { readonly properties: SecretSpecs } }>
  >;
}

type SecretSpecs = Readonly<Record<string, TypeSpec & { readonly secret?: boolean }>>;

/** A resource's id, outputs and (after a read) inputs, as the engine keeps them. An empty id: it is gone. */
export interface Result {
  readonly id: string;
  readonly outputs: Properties;
}

/** What the bridge makes of a creation that the provider takes for an object that is gone. */
const NOTHING_MADE = "Internal error: DecodePropertyMap expected the decoder to return an Object";

const isSecret = (specs: SecretSpecs, name: string): boolean => specs[name]?.secret === true;

/** Attributes of `ignored` keep what they were. */
function keeping(ignored: readonly string[], before: Properties, values: Properties): Properties {
  const names = new Set(ignored.map((path) => path.split(/[.[]/)[0] ?? path));
  const kept = Object.entries(before).filter(([name]) => names.has(name));
  return {
    ...Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name))),
    ...Object.fromEntries(kept),
  };
}

/** The provider's operations, free of the engine's protocol. Property bags are as the engine sends them. */
export class AuthentikProvider {
  readonly #schema: AuthentikSchema;
  readonly #api: () => Api;

  /** @param api gives the connection; throws while the provider is not configured */
  constructor(schema: AuthentikSchema, api: () => Api) {
    this.#schema = schema;
    this.#api = api;
  }

  #outputs(type: string, id: string, source: Properties, state: Properties): Properties {
    const specs = this.#schema.resources[type]?.properties ?? {};
    return withSecrets({ ...state, [resourceOf(type).idProperty]: id }, source, (name) => isSecret(specs, name));
  }

  /** @param olds state @param news checked inputs @param ignored paths whose changes do not count */
  diff(type: string, olds: Properties, news: Properties, ignored: readonly string[]): Differences {
    const { shape } = resourceOf(type);
    const before = plainProperties(olds);
    const changed = changes(shape, before, keeping(ignored, before, plan(shape, plainProperties(news), before)));
    return { changed, replaces: replacements(shape, changed) };
  }

  /** What a creation would give, as far as that is known before. */
  previewCreate(type: string, inputs: Properties): Properties {
    return this.#outputs(type, unknownValue, inputs, plan(resourceOf(type).shape, plainProperties(inputs), undefined));
  }

  /** @throws HalfMade when the resource exists but could not be read back; its state is as for the engine */
  async create(type: string, inputs: Properties): Promise<Result> {
    const { shape, lifecycle } = resourceOf(type);
    try {
      const { id, state } = await lifecycle.create(this.#api(), plan(shape, plainProperties(inputs), undefined));
      return { id, outputs: this.#outputs(type, id, inputs, state) };
    } catch (error) {
      if (error instanceof NotFound) throw new Error(NOTHING_MADE, { cause: error });
      if (!(error instanceof HalfMade)) throw error;
      const { id, state } = error.made;
      throw new HalfMade({ id, state: this.#outputs(type, id, inputs, state) }, error);
    }
  }

  /** @param known the state so far; empty for an import */
  async read(type: string, id: string, known: Properties): Promise<Result> {
    const { lifecycle, shape } = resourceOf(type);
    try {
      const state = await lifecycle.read(this.#api(), id, plainProperties(known));
      const read = shape.idKey === "slug" ? String(state["slug"]) : id;
      return { id: read, outputs: this.#outputs(type, read, known, state) };
    } catch (error) {
      if (error instanceof NotFound) return { id: "", outputs: {} };
      throw error;
    }
  }

  /** What an update would give, as far as that is known before. */
  previewUpdate(type: string, id: string, olds: Properties, news: Properties, ignored: readonly string[]): Properties {
    const before = plainProperties(olds);
    const values = keeping(ignored, before, plan(resourceOf(type).shape, plainProperties(news), before));
    return this.#outputs(type, id, news, values);
  }

  /** @returns the outputs; none when the server no longer knows the resource */
  async update(
    type: string,
    id: string,
    olds: Properties,
    news: Properties,
    ignored: readonly string[],
  ): Promise<Properties> {
    const { shape, lifecycle } = resourceOf(type);
    const before = plainProperties(olds);
    const values = keeping(ignored, before, plan(shape, plainProperties(news), before));
    try {
      const state = await lifecycle.update(this.#api(), id, values);
      return this.#outputs(type, shape.idKey === "slug" ? String(state["slug"]) : id, news, state);
    } catch (error) {
      if (error instanceof NotFound) return {};
      throw error;
    }
  }

  /** A resource that is gone already counts as deleted. */
  async remove(type: string, id: string, state: Properties): Promise<void> {
    try {
      await resourceOf(type).lifecycle.remove(this.#api(), id, plainProperties(state));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }

  /** Asks a data source. @throws Error with what is wrong with the arguments, or why nothing was found */
  async invoke(token: string, args: Properties): Promise<Properties> {
    const source = dataSources[token];
    const spec = this.#schema.functions[token];
    if (source === undefined || spec === undefined) throw new Error(`the stand-in plugin has no ${token}`);
    const [refusal] = checkArguments(this.#schema, spec, args);
    if (refusal !== undefined) throw new Error(`${refusal.property}: ${refusal.reason}`);
    const found = await source(this.#api(), plainProperties(args));
    return withSecrets(found, {}, (name) => isSecret(spec.outputs.properties, name));
  }
}
