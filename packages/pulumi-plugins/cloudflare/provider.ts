import type { ConfiguredProvider, Differences, Made, ResourceState } from "../protocol/configured-provider.ts";
import { isObject, plainProperties, unknownValue, withSecrets } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { checkArguments, checkInputs } from "../protocol/schema-check.ts";
import type { FunctionSpec, PackageSchema, Refusal } from "../protocol/schema-check.ts";
import { typeOf } from "../protocol/serve.ts";
import { connect, NotFound } from "./client.ts";
import type { Client, Connection } from "./client.ts";
import { changes, computedFrom, inputsFrom, planned, replacements, stateFrom, toBody } from "./record.ts";
import { checkSettings, connectionFrom } from "./settings.ts";
import { getZone } from "./zone.ts";

/** The schema of the package, as far as the stand-in goes. */
export interface CloudflareSchema extends PackageSchema {
  readonly functions: Readonly<Record<string, FunctionSpec>>;
}

/** What a test puts in place of the real thing. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connect: (connection: Connection) => Client;
}

const usual: Surroundings = { env: process.env, connect };
const recordTypes =
  "A AAAA CAA CERT CNAME DNSKEY DS HTTPS LOC MX NAPTR NS OPENPGPKEY PTR SMIMEA SRV SSHFP SVCB TLSA TXT URI".split(" ");
const unknownOutputs = ["createdOn", "modifiedOn", "proxiable", "meta"];

/** When the comment was changed, as far as a preview knows it. */
function previewedCommentTime({ comment }: Properties, state: Properties = {}): Properties {
  if (comment === undefined || comment === "") return {};
  return { commentModifiedOn: comment === state["comment"] ? state["commentModifiedOn"] : unknownValue };
}

function recordPath(zoneId: unknown, id?: string): string {
  const base = `zones/${encodeURIComponent(String(zoneId))}/dns_records`;
  return id === undefined ? base : `${base}/${encodeURIComponent(id)}`;
}

function recordRefusals(inputs: Properties): Refusal[] {
  const { type, data } = inputs;
  const knownType = type === unknownValue || recordTypes.includes(String(type).toUpperCase());
  const types = `value must be one of: ${recordTypes.join(", ")}`;
  return [
    ...(knownType || type === undefined ? [] : [{ property: "type", reason: types }]),
    ...(data === undefined ? [] : [{ property: "data", reason: "the stand-in plugin has records with content only" }]),
  ];
}

function refuseProxiedTtl({ proxied, ttl }: Properties): void {
  if (proxied !== true || ttl === 1 || ttl === unknownValue) return;
  const problem = "ttl must be set to 1 when `proxied` is true";
  throw new Error(`${problem}: Cloudflare decides the TTL of a record that it proxies.`);
}

/** Where a record is: `<zone_id>/<record_id>` for an import, else its id and the zone of its state. */
function place({ id, state }: ResourceState): { readonly zoneId: string; readonly id: string; isImport: boolean } {
  const { zoneId } = plainProperties(state);
  const [zone, record, ...rest] = id.split("/");
  if (record !== undefined && zone !== undefined && zone !== "" && record !== "" && rest.length === 0) {
    return { zoneId: zone, id: record, isImport: true };
  }
  if (typeof zoneId === "string" && record === undefined) return { zoneId, id, isImport: false };
  throw new Error(`invalid ID: expected <zone_id>/<dns_record_id>, got "${id}"`);
}

/** The stand-in for the `cloudflare` plugin: DnsRecord and getZone, nothing else. */
export class CloudflareProvider implements ConfiguredProvider {
  readonly version: string;
  readonly schema: string;
  readonly #schema: CloudflareSchema;
  readonly #surroundings: Surroundings;
  #connection: Connection | string = "cloudflare: the provider is not configured";

  constructor(schema: CloudflareSchema, surroundings: Surroundings = usual) {
    this.version = schema.version;
    this.schema = JSON.stringify(schema);
    this.#schema = schema;
    this.#surroundings = surroundings;
  }

  checkConfig(settings: Properties): Refusal[] {
    return checkSettings(settings);
  }

  configure(settings: Properties): void {
    this.#connection = connectionFrom(settings, this.#surroundings.env);
  }

  // Only here, so that what needs no call needs no token.
  #client(): Client {
    if (typeof this.#connection === "string") throw new Error(this.#connection);
    return this.#surroundings.connect(this.#connection);
  }

  async #call(method: string, path: string, body?: Properties): Promise<Properties> {
    const result = await this.#client().call(method, path, body);
    if (isObject(result)) return result;
    throw new Error(`failed to deserialize http request: ${method} ${path}: the result is no object`);
  }

  check(urn: string, inputs: Properties): Refusal[] {
    const found = recordRefusals(plainProperties(inputs));
    const bySchema = checkInputs(this.#schema, typeOf(urn), inputs);
    return [...found, ...bySchema.filter(({ property }) => !found.some((one) => one.property === property))];
  }

  diff(before: ResourceState, inputs: Properties): Differences {
    const state = plainProperties(before.state);
    const changed = changes(state, planned(plainProperties(inputs), state));
    return { changed, replaces: replacements(changed) };
  }

  async create(_urn: string, inputs: Properties, preview: boolean): Promise<Made> {
    const record = planned(plainProperties(inputs));
    refuseProxiedTtl(record);
    if (preview) {
      const pending = Object.fromEntries(unknownOutputs.map((name) => [name, unknownValue]));
      return { id: "", outs: withSecrets({ ...record, ...pending, ...previewedCommentTime(record) }, inputs) };
    }
    const answer = await this.#call("POST", recordPath(record["zoneId"]), toBody(record));
    return { id: String(answer["id"]), outs: withSecrets({ ...record, ...computedFrom(answer) }, inputs) };
  }

  async read(resource: ResourceState): ReturnType<ConfiguredProvider["read"]> {
    const { zoneId, id, isImport } = place(resource);
    try {
      const state = stateFrom(zoneId, await this.#call("GET", recordPath(zoneId, id)));
      const inputs = inputsFrom(state, plainProperties(resource.inputs));
      return { id, outs: withSecrets(state, resource.inputs), inputs: withSecrets(inputs, resource.inputs) };
    } catch (error) {
      if (error instanceof NotFound && !isImport) return undefined;
      throw error;
    }
  }

  async update(before: ResourceState, inputs: Properties, preview: boolean): Promise<Properties> {
    const state = plainProperties(before.state);
    const record = planned(plainProperties(inputs), state);
    refuseProxiedTtl(record);
    const { createdOn, proxiable, meta } = state;
    const stays = { createdOn, proxiable, meta };
    if (preview) {
      const times = { modifiedOn: unknownValue, ...previewedCommentTime(record, state) };
      return withSecrets({ ...record, ...stays, ...times }, inputs);
    }
    const answer = await this.#call("PUT", recordPath(record["zoneId"], before.id), toBody(record));
    return withSecrets({ ...record, ...stays, ...computedFrom(answer) }, inputs);
  }

  async delete({ id, state }: ResourceState): Promise<void> {
    // Answers with the id alone; a record that is gone already is an error, as it is for the official provider.
    await this.#client().call("DELETE", recordPath(plainProperties(state)["zoneId"], id));
  }

  async invoke(token: string, args: Properties): ReturnType<ConfiguredProvider["invoke"]> {
    const spec = this.#schema.functions[token];
    if (spec === undefined) throw new Error(`the stand-in plugin has no ${token}`);
    const refusals = checkArguments(this.#schema, spec, args);
    if (refusals.length > 0) return { refusals };
    return { result: await getZone(this.#client(), plainProperties(args)) };
  }
}
