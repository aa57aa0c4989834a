import { Ajv } from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import addFormats from "ajv-formats";

/** One node of an OpenAPI schema. */
export type SchemaNode = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * OpenAPI 3.0 writes "or null" beside a $ref as `nullable`, which JSON Schema does not know there.
 * Where a type stands beside it, ajv understands it itself.
 */
function asJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(asJsonSchema);
  if (!isNode(node)) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, asJsonSchema(value)]));
  if (node["nullable"] !== true || node["type"] !== undefined) return inner;
  Reflect.deleteProperty(inner, "nullable");
  return { anyOf: [{ type: "null" }, inner] };
}

// What a provider without an application, or whose flow is gone, answers null for.
const ofProviders = [
  "invalidation_flow",
  ...["assigned_application_slug", "assigned_application_name"],
  ...["assigned_backchannel_application_slug", "assigned_backchannel_application_name"],
];
const providers = ["Provider", "OAuth2Provider", "ProxyProvider", "LDAPProvider"];

/**
 * Fields that the contract calls never null although the server's model lets them be null. The server answers null
 * there, so a stand-in has to as well.
 */
const nullInPractice: readonly (readonly [schema: string, field: string])[] = [
  ...providers.flatMap((schema) => ofProviders.map((field) => [schema, field] as const)),
  ...["policy_obj", "group_obj", "user_obj"].map((field) => ["PolicyBinding", field] as const),
  ["Application", "provider_obj"],
  ["Outpost", "service_connection_obj"],
  ["Invitation", "flow_obj"],
];

function correct(schemas: Record<string, unknown>): void {
  for (const [schema, field] of nullInPractice) {
    const properties = (schemas[schema] as { properties: Record<string, unknown> }).properties;
    properties[field] = { anyOf: [{ type: "null" }, properties[field]] };
  }
}

const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Formats as Django REST framework reads them: a blank text is no format error. */
function addServerFormats(ajv: Ajv): void {
  addFormats.default(ajv, ["uuid", "email", "double"]);
  const email = ajv.formats["email"];
  const isEmail = (text: string): boolean => email instanceof RegExp && email.test(text);
  ajv.addFormat("email", (text: string) => text === "" || isEmail(text));
  ajv.addFormat(
    "uri",
    (text: string) => text === "" || (/^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(text) && !/\s/.test(text)),
  );
  ajv.addFormat("date-time", (text: string) => isoDate.test(text) && !Number.isNaN(Date.parse(text)));
}

/** The contract's named schemas, each compiled when it is first asked for. */
export class Schemas {
  readonly #ajv: Ajv;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(schemas: Readonly<Record<string, unknown>>) {
    this.#ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, verbose: true });
    addServerFormats(this.#ajv);
    const named = asJsonSchema(schemas) as Record<string, unknown>;
    correct(named);
    this.#ajv.addSchema({ components: { schemas: named } }, "contract");
  }

  /**
   * @param schema a node of the contract, as it stands in an operation
   * @returns every place where the value does not fit; none when it does
   */
  complaints(schema: SchemaNode, value: unknown): readonly ErrorObject[] {
    const key = JSON.stringify(schema);
    const validate = this.#compiled.get(key) ?? this.#compile(key);
    return validate(value) ? [] : (validate.errors ?? []);
  }

  #compile(schema: string): ValidateFunction {
    const absolute = JSON.parse(schema.replaceAll('"$ref":"#/', '"$ref":"contract#/')) as unknown;
    const validate = this.#ajv.compile(asJsonSchema(absolute) as SchemaNode);
    this.#compiled.set(schema, validate);
    return validate;
  }
}
