import { isObject, plain, unknownValue } from "./property-values.ts";
import type { Properties } from "./property-values.ts";

/** The part of a Pulumi package schema that describes one value. */
export interface TypeSpec {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly properties?: Readonly<Record<string, TypeSpec>>;
  readonly required?: readonly string[];
  readonly enum?: readonly { readonly value: unknown }[];
}

/** The part of a Pulumi package schema that a stand-in needs. */
export interface PackageSchema {
  readonly name: string;
  readonly version: string;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly inputProperties: Readonly<Record<string, TypeSpec>>;
        readonly requiredInputs?: readonly string[];
      }
    >
  >;
  readonly types?: Readonly<Record<string, TypeSpec>>;
}

/** One refused property: its path and what is wrong with it. */
export interface Refusal {
  readonly property: string;
  readonly reason: string;
}

/**
 * Compares a resource's inputs with the published schema. Unknown values pass: they are checked
 * when they are known. A refusal never repeats the value, which may be a secret.
 * @param type resource token, for example "command:remote:Command"
 * @returns every complaint; an empty list when the inputs are fine
 */
export function checkInputs(schema: PackageSchema, type: string, inputs: Properties): Refusal[] {
  const resource = schema.resources[type];
  if (resource === undefined) {
    const known = Object.keys(schema.resources).join(", ");
    return [{ property: "", reason: `the stand-in plugin has no ${type}, only ${known}` }];
  }
  const spec: TypeSpec = {
    type: "object",
    properties: resource.inputProperties,
    required: resource.requiredInputs ?? [],
  };
  return checkValue(schema, spec, plain(inputs), "");
}

/** The part of a Pulumi package schema that describes a function's arguments. */
export interface FunctionSpec {
  readonly inputs: {
    readonly properties: Readonly<Record<string, TypeSpec>>;
    readonly required?: readonly string[];
  };
}

/** Compares a function's arguments with the published schema, as `checkInputs` does a resource's inputs. */
export function checkArguments(schema: PackageSchema, { inputs }: FunctionSpec, args: Properties): Refusal[] {
  return checkValue(schema, { type: "object", ...inputs }, plain(args), "");
}

function checkValue(schema: PackageSchema, spec: TypeSpec, value: unknown, at: string): Refusal[] {
  if (value === unknownValue) return [];
  if (spec.$ref !== undefined) {
    const named = schema.types?.[spec.$ref.replace("#/types/", "")];
    // pulumi.json#/Any and assets: nothing to compare with.
    return named === undefined ? [] : checkValue(schema, named, value, at);
  }
  if (spec.enum !== undefined && !spec.enum.some((choice) => choice.value === value)) {
    const choices = spec.enum.map((choice) => String(choice.value)).join(", ");
    return [{ property: at, reason: `must be one of ${choices}` }];
  }
  if (spec.type === "array") return checkList(schema, spec, value, at);
  if (spec.type === "object") return checkObject(schema, spec, value, at);
  return hasScalarType(spec.type, value) ? [] : [{ property: at, reason: `must be of type ${spec.type ?? "any"}` }];
}

function hasScalarType(type: string | undefined, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  return type === undefined || typeof value === type;
}

function checkList(schema: PackageSchema, spec: TypeSpec, value: unknown, at: string): Refusal[] {
  if (!Array.isArray(value)) return [{ property: at, reason: "must be a list" }];
  return value.flatMap((item, index) => checkValue(schema, spec.items ?? {}, item, `${at}[${index}]`));
}

function checkObject(schema: PackageSchema, spec: TypeSpec, value: unknown, at: string): Refusal[] {
  if (!isObject(value)) return [{ property: at, reason: "must be an object" }];
  const path = (key: string): string => (at === "" ? key : `${at}.${key}`);
  const missing = (spec.required ?? [])
    .filter((key) => value[key] === undefined || value[key] === null)
    .map((key) => ({ property: path(key), reason: "is required" }));
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  const found = present.flatMap(([key, inner]) => {
    const known = spec.properties === undefined ? spec.additionalProperties : spec.properties[key];
    return known === undefined
      ? [{ property: path(key), reason: "is not a property of this resource" }]
      : checkValue(schema, known, inner, path(key));
  });
  return [...missing, ...found];
}
