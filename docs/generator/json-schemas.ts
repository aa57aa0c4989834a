import { load } from "js-yaml";
import { z } from "zod";
import type { FieldDoc } from "./field-docs.ts";

export interface JsonSchema {
  [key: string]: unknown;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

/** A schema as JSON Schema (draft 7, which editors read), with what the doc comments say about each field. */
export function jsonSchema(schema: z.ZodType, title: string, docs: readonly FieldDoc[]): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    // JSON knows no functions; what may be one has another form as well.
    unrepresentable: "any",
    override: ({ jsonSchema: node }) => {
      if (node.anyOf) node.anyOf = node.anyOf.filter((form) => Object.keys(form).length > 0);
      // Every zod integer has them; they say nothing.
      if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
    },
  }) as JsonSchema;
  return { title, ...documented(made, "", new Map(docs.map((doc) => [doc.path, doc]))) };
}

function documented(node: JsonSchema, path: string, docs: ReadonlyMap<string, FieldDoc>): JsonSchema {
  const inside = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const doc = docs.get(path);
  const { properties, additionalProperties, items, anyOf, oneOf } = node;
  const again = (form: JsonSchema): JsonSchema => documented(form, path, without(docs, path));
  return {
    ...(doc ? said(doc) : {}),
    ...node,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, field]) => [key, documented(field, inside(key), docs)]),
      ),
    }),
    ...(typeof additionalProperties === "object" && {
      additionalProperties: documented(additionalProperties, inside("*"), docs),
    }),
    ...(items && { items: again(items) }),
    ...(anyOf && { anyOf: anyOf.map(again) }),
    ...(oneOf && { oneOf: oneOf.map(again) }),
  };
}

/** A field is described once, not in each of its forms. */
function without(docs: ReadonlyMap<string, FieldDoc>, path: string): ReadonlyMap<string, FieldDoc> {
  const rest = new Map(docs);
  rest.delete(path);
  return rest;
}

function said({ description, default: standard, examples }: FieldDoc): JsonSchema {
  const values = examples.map(literal).filter((value) => value !== undefined);
  const value = standard === undefined ? undefined : literal(standard);
  return {
    description: standard === undefined || value !== undefined ? description : `${description} Default: ${standard}.`,
    ...(value === undefined ? {} : { default: value }),
    ...(values.length === 0 ? {} : { examples: values }),
  };
}

/** The value that a text of TypeScript stands for; undefined for words and for calls of functions. */
export function literal(text: string): unknown {
  if (!/^(["[{]|-?\d|true$|false$)/.test(text) || text.includes("(")) return undefined;
  try {
    return load(text);
  } catch {
    return undefined;
  }
}
