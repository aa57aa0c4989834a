import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { load } from "js-yaml";
import { Schemas } from "./schemas.ts";
import type { SchemaNode } from "./schemas.ts";

/** One method of one path of the contract. */
export interface Operation {
  /** As the contract writes it, below /api/v3: "/core/users/{id}/". */
  readonly template: string;
  readonly method: string;
  /** The query parameters that the contract knows. */
  readonly queryParameters: ReadonlySet<string>;
  /** What the request's body has to fit; undefined when it takes none. */
  readonly body?: SchemaNode;
  /** What an answer of a status has to fit; undefined when that status has no body. */
  readonly answers: Readonly<Record<string, SchemaNode | undefined>>;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: SchemaNode }>>;
  readonly $ref?: string;
}

interface Parameter {
  readonly in?: string;
  readonly name?: string;
  readonly $ref?: string;
}

interface RawOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Content>>;
  };
}

const lastName = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1);
const jsonSchema = (content: Content | undefined): SchemaNode | undefined =>
  content?.content?.["application/json"]?.schema;

/** Authentik's published OpenAPI contract, as far as it concerns requests and answers. */
export class Contract {
  readonly schemas: Schemas;
  readonly #document: Document;
  readonly #templates: readonly { readonly template: string; readonly pattern: RegExp }[];

  constructor(document: Document) {
    this.#document = document;
    this.schemas = new Schemas(document.components.schemas);
    const parameters = (template: string): number => template.split("{").length;
    this.#templates = Object.keys(document.paths)
      .toSorted((one, other) => parameters(one) - parameters(other))
      .map((template) => ({ template, pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`) }));
  }

  /** The template of a path below /api/v3; undefined when the contract has no such path. */
  template(path: string): string | undefined {
    return this.#templates.find(({ pattern }) => pattern.test(path))?.template;
  }

  /** @returns undefined when the path does not have this method */
  operation(method: string, template: string): Operation | undefined {
    const raw = this.#document.paths[template]?.[method.toLowerCase()];
    if (raw === undefined) return undefined;
    const { components } = this.#document;
    const named = (raw.parameters ?? [])
      .map((one) => (one.$ref === undefined ? one : components.parameters[lastName(one.$ref)]))
      .flatMap((one) => (one?.in === "query" && one.name !== undefined ? [one.name] : []));
    const answers = Object.entries(raw.responses).map(([status, answer]) => {
      const resolved = answer.$ref === undefined ? answer : components.responses[lastName(answer.$ref)];
      return [status, jsonSchema(resolved)] as const;
    });
    const body = jsonSchema(raw.requestBody);
    const base = { template, method, queryParameters: new Set(named), answers: Object.fromEntries(answers) };
    return body === undefined ? base : { ...base, body };
  }

  /** The fields that a body schema names; the server ignores all others. */
  fields({ $ref }: SchemaNode): ReadonlySet<string> {
    const named = this.#document.components.schemas[lastName(String($ref))];
    return new Set(Object.keys((named as { properties?: object }).properties ?? {}));
  }
}

let loaded: Contract | undefined;

/** The contract of the @goauthentik/api package, read at its first use (a third of a second) and then kept. */
export function authentikContract(): Contract {
  const file = createRequire(import.meta.url).resolve("@goauthentik/api/schema.yml");
  loaded ??= new Contract(load(readFileSync(file, "utf8")) as Document);
  return loaded;
}
