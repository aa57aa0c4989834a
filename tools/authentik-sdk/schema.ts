/** A value's type in a Pulumi package schema. */
export interface TypeSpec {
  readonly type?: "string" | "boolean" | "number" | "array" | "object";
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  /** Reference to a named type: "#/types/<token>". */
  readonly $ref?: string;
  readonly secret?: boolean;
}

/** Property name to type. */
export type Properties = Readonly<Record<string, TypeSpec>>;

/** Properties of which some are always there. */
export interface ObjectSpec {
  readonly properties: Properties;
  readonly required?: readonly string[];
}

/** One resource: what it takes and what it gives. */
export interface ResourceSpec extends ObjectSpec {
  readonly inputProperties: Properties;
  readonly requiredInputs?: readonly string[];
}

/** The part of a Pulumi package schema that the SDK is made from. */
export interface PackageSpec {
  readonly name: string;
  readonly version: string;
  readonly parameterization: {
    readonly baseProvider: { readonly name: string; readonly version: string };
    /** base64 of what the base plugin is parameterized with. */
    readonly parameter: string;
  };
  readonly provider: { readonly inputProperties: Properties };
  readonly types: Readonly<Record<string, ObjectSpec>>;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly functions: Readonly<Record<string, { readonly inputs: ObjectSpec; readonly outputs: ObjectSpec }>>;
}

/** The last part of a token: "authentik:index/group:Group" is "Group". */
export function nameOf(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

/** The name with its first letter in upper case. */
export function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The names of the properties whose values are secrets. */
export function secretNames(properties: Properties): string[] {
  return Object.keys(properties).filter((name) => properties[name]?.secret === true);
}
