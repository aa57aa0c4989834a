import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { load } from "js-yaml";
import { documents, inRepository, TYPES } from "../../docs/generator/documents.ts";
import { type FieldDoc, fieldDocs } from "../../docs/generator/field-docs.ts";
import { type JsonSchema, literal } from "../../docs/generator/json-schemas.ts";
import { services } from "../../services/index.ts";
import { definitions, drift, outputs, plans, settings } from "./every-field.ts";
import { hovers } from "./hover.ts";

const {
  definition: definitionType,
  settings: settingsType,
  outputs: outputsType,
  env: envType,
  drift: driftType,
} = TYPES;
const postgresType = { module: "core/service/postgres.ts", name: "PostgresOptions" };
const [definition = [], written = [], told = [], env = [], postgres = [], drifted = [], planned = []] = fieldDocs([
  definitionType,
  settingsType,
  outputsType,
  envType,
  postgresType,
  driftType,
  TYPES.plan,
]);
const schemaOf = (name: string): JsonSchema =>
  JSON.parse(readFileSync(inRepository(`docs/schema/${name}.json`), "utf8")) as JsonSchema;

/** Every place of a schema, by its path. */
function places(node: JsonSchema, path = ""): [string, JsonSchema][] {
  const inside = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = node;
  return [
    [path, node],
    ...Object.entries(properties).flatMap(([key, field]) => places(field, inside(key))),
    ...(typeof additionalProperties === "object" ? places(additionalProperties, inside("*")) : []),
    ...[...anyOf, ...oneOf, ...(items ? [items] : [])].flatMap((form) => places(form, path)),
  ];
}

/** A name that the definition chooses, and the inside of what `secret` and `template` make. */
const isMade = (path: string): boolean => /(^|\.)\*(\.(kind|secret|text))?$/.test(path);

/** What the editor knows as functions and references is no JSON. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

function complaints(schema: JsonSchema, value: unknown): string[] {
  const validate = new Ajv({ strict: false }).compile(schema);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

test("pages and schemas in docs/ are what `npm run docs` makes", async () => {
  for (const { path, text } of await documents()) expect(readFileSync(inRepository(path), "utf8")).toBe(text);
});

describe.each([
  { name: "definition", docs: definition, values: definitions },
  { name: "settings", docs: written, values: settings },
  { name: "outputs", docs: told, values: outputs },
  { name: "drift", docs: drifted, values: drift },
  { name: "plan", docs: planned, values: plans },
])("$name", ({ name, docs, values }) => {
  const schema = schemaOf(name);

  test("has a meaning for every field, and a default or an example where one may be left out", () => {
    const silent = ({ description, optional, default: standard, examples }: FieldDoc) =>
      description === "" ||
      (["definition", "settings"].includes(name) && optional && standard === undefined && examples.length === 0);
    expect(docs.filter(silent).map(({ path }) => path)).toEqual([]);
  });

  test("has the same fields as JSON Schema as in the editor, each described and none without a type", () => {
    const all = places(schema);
    const fields = new Set(all.map(([path]) => path).filter((path) => path !== "" && !isMade(path)));
    expect([...fields].toSorted()).toEqual(docs.map(({ path }) => path).toSorted());
    const empty = all.filter(([, node]) => !["type", "anyOf", "oneOf", "enum", "const"].some((key) => key in node));
    expect(empty.map(([path]) => path)).toEqual([]);
    const described = new Set(all.filter(([, node]) => typeof node["description"] === "string").map(([path]) => path));
    expect([...fields].filter((path) => !described.has(path))).toEqual([]);
  });

  test("has examples and defaults that its schema takes", () => {
    const all = places(schema);
    // Of a field with several forms one has to take it.
    const least = (path: string, value: unknown): string[] =>
      all
        .filter(([at]) => at === path)
        .map(([, node]) => complaints(node, value))
        .toSorted((a, b) => a.length - b.length)[0] ?? ["is no field"];
    const wrong = docs.flatMap(({ path, examples, default: standard }) =>
      [...examples, ...(standard === undefined ? [] : [standard])]
        .map(literal)
        .filter((value) => value !== undefined)
        .flatMap((value) => least(path, value).map((complaint) => `${path}: ${complaint}`)),
    );
    expect(wrong).toEqual([]);
  });

  test("takes values with every field", () => {
    expect(values.flatMap((value) => complaints(schema, asJson(value)))).toEqual([]);
  });
});

test("the definitions of this home are what the JSON Schema describes", () => {
  const schema = schemaOf("definition");
  expect(services.services.length).toBeGreaterThan(0);
  for (const { name, spec } of services.services) expect([name, complaints(schema, asJson(spec))]).toEqual([name, []]);
});

test("the settings of this home are what the JSON Schema describes", () => {
  const { config } = load(readFileSync(inRepository("Pulumi.prod.yaml"), "utf8")) as {
    config: Record<string, unknown>;
  };
  const own = Object.entries(config).filter(([key]) => key.startsWith("homelab:"));
  const value = Object.fromEntries(own.map(([key, each]) => [key.replace("homelab:", ""), each]));
  expect(complaints(schemaOf("settings"), value)).toEqual([]);
});

test("what an env function gets and what postgres takes has a meaning for every field", () => {
  const all = [...env, ...postgres];
  expect(all.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["domain", "oidc.clientId", "ldap.host", "limits"]),
  );
  expect(all.filter(({ description }) => description === "").map(({ path }) => path)).toEqual([]);
});

test("a required field that only one form of a union has is required in that form only", () => {
  const forms = [...definition, ...written].flatMap(({ path, form }) => (form === undefined ? [] : [[path, form]]));
  expect(forms).toEqual([
    ["containers.*.health.http", ""],
    ["containers.*.health.tcp", ""],
    ["containers.*.health.command", ""],
    ["web.auth.oidc", ""],
    ["web.auth.forwardAuth", ""],
    ["web.auth.ldap", ""],
    ["web.auth.none", ""],
    ["tls.email", 'mode: "acme"'],
  ]);
});

test("what the schema refuses, the JSON Schema refuses too", () => {
  const [first] = definitions;
  expect(complaints(schemaOf("definition"), { ...(asJson(first) as object), quotta: "5 GB" })).toHaveLength(1);
});

test("an editor shows the meaning of every field on hover", () => {
  const known = { definitions: definition, settings: written, outputs: told, drift: drifted, plans: planned };
  const seen = new Set<string>();
  for (const { constant, names, text } of hovers()) {
    const docs = new Map(known[constant as keyof typeof known].map(({ path, description }) => [path, description]));
    const path = names.reduce((at, name) => {
      const inside = at === "" ? name : `${at}.${name}`;
      return docs.has(inside) ? inside : at === "" ? "*" : `${at}.*`;
    }, "");
    if (path.endsWith("*") || !docs.has(path)) continue;
    seen.add(`${constant} ${path}`);
    expect([path, text.replaceAll(/\s+/g, " ").trim()]).toEqual([path, docs.get(path)]);
  }
  const all = Object.entries(known).flatMap(([constant, docs]) => docs.map(({ path }) => `${constant} ${path}`));
  expect([...seen].toSorted()).toEqual(all.toSorted());
});
