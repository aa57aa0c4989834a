import type {
  ConfiguredProvider,
  Differences,
  Made,
  Parameterization,
  ResourceState,
} from "../protocol/configured-provider.ts";
import { InitializationFailed } from "../protocol/configured-provider.ts";
import { plainProperties } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { Refusal } from "../protocol/schema-check.ts";
import { typeOf } from "../protocol/serve.ts";
import { apiBase, connect } from "./api.ts";
import type { Api } from "./api.ts";
import { refusals, withName } from "./check.ts";
import { inputsAfterRead } from "./inputs.ts";
import { HalfMade } from "./lifecycle.ts";
import { fromArguments, fromValue } from "./parameterize.ts";
import { AuthentikProvider } from "./provider.ts";
import type { AuthentikSchema } from "./provider.ts";
import { connectionFrom, settingsProblem } from "./settings.ts";
import type { Environment } from "./settings.ts";

/** The stand-in for the `terraform-provider` plugin with goauthentik/authentik for its parameter. */
export class AuthentikPackage implements ConfiguredProvider {
  readonly version: string;
  readonly schema: string;
  readonly parameterization: Parameterization;
  readonly #checks: AuthentikSchema;
  readonly #provider: AuthentikProvider;
  readonly #env: Environment;
  #settings: Properties = {};
  #api: Api | undefined;

  /** @param baseVersion of the plugin, before it has a parameter @param env where unset settings are looked up */
  constructor(schema: AuthentikSchema, baseVersion: string, env: Environment = process.env) {
    this.version = baseVersion;
    this.schema = JSON.stringify(schema);
    this.#checks = schema;
    this.#env = env;
    const known = { name: schema.name, version: schema.version };
    this.parameterization = {
      fromArguments: (args) => fromArguments(args, known),
      fromValue: (value) => fromValue(value, known),
    };
    this.#provider = new AuthentikProvider(schema, () => (this.#api ??= this.#connected()));
  }

  #connected(): Api {
    const connection = connectionFrom(this.#settings, this.#env);
    if (connection === undefined) throw new Error("Authentik's settings are known only after a deployment");
    return connect(connection);
  }

  checkConfig(settings: Properties): Refusal[] {
    const reason = settingsProblem(plainProperties(settings), this.#env);
    return reason === undefined ? [] : [{ property: "", reason }];
  }

  /** Asks the server for its configuration, without a time limit, and takes any answer or none: as the provider does. */
  async configure(settings: Properties): Promise<void> {
    this.#settings = plainProperties(settings);
    this.#api = undefined;
    const connection = settingsProblem(this.#settings, this.#env) ?? connectionFrom(this.#settings, this.#env);
    if (typeof connection === "object") await fetch(`${apiBase(connection.url)}/root/config/`).catch(() => undefined);
  }

  complete(urn: string, inputs: Properties, last: Properties, seed: Uint8Array): Properties {
    return withName(urn, typeOf(urn), last, inputs, seed);
  }

  check(urn: string, inputs: Properties): Refusal[] {
    return refusals(this.#checks, typeOf(urn), inputs);
  }

  diff({ urn, state, ignored = [] }: ResourceState, inputs: Properties): Differences {
    return this.#provider.diff(typeOf(urn), state, inputs, ignored);
  }

  async create(urn: string, inputs: Properties, preview: boolean): Promise<Made> {
    const type = typeOf(urn);
    if (preview) return { id: "", outs: this.#provider.previewCreate(type, inputs) };
    try {
      const { id, outputs } = await this.#provider.create(type, inputs);
      return { id, outs: outputs };
    } catch (error) {
      if (!(error instanceof HalfMade)) throw error;
      const { id, state } = error.made;
      throw new InitializationFailed(error.message, { id, outs: state });
    }
  }

  async read({ urn, id, state, inputs }: ResourceState): Promise<(Made & { readonly inputs: Properties }) | undefined> {
    const type = typeOf(urn);
    const found = await this.#provider.read(type, id, state);
    if (found.id === "") return undefined;
    const { outputs: outs } = found;
    return { id: found.id, outs, inputs: inputsAfterRead(type, inputs, outs) };
  }

  update(before: ResourceState, inputs: Properties, preview: boolean): Promise<Properties> {
    const { urn, id, state, ignored = [] } = before;
    const type = typeOf(urn);
    if (preview) return Promise.resolve(this.#provider.previewUpdate(type, id, state, inputs, ignored));
    return this.#provider.update(type, id, state, inputs, ignored);
  }

  async delete({ urn, id, state }: ResourceState): Promise<void> {
    await this.#provider.remove(typeOf(urn), id, state);
  }

  async invoke(token: string, args: Properties): Promise<{ readonly result: Properties }> {
    return { result: await this.#provider.invoke(token, args) };
  }
}
