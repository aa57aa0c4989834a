import { capital, nameOf } from "./schema.ts";
import type { ObjectSpec, PackageSpec, Properties, ResourceSpec, TypeSpec } from "./schema.ts";

/** Turns a type into TypeScript: `plain` as values are, `input` as a program may give them. */
type Kind = "plain" | "input";

function typeText(spec: TypeSpec, kind: Kind): string {
  if (spec.$ref !== undefined) return `types.output.${capital(nameOf(spec.$ref))}`;
  const inner = (type: TypeSpec | undefined): string => {
    const text = type === undefined ? "any" : typeText(type, kind);
    return kind === "input" ? `pulumi.Input<${text}>` : text;
  };
  if (spec.type === "array") return `${inner(spec.items)}[]`;
  if (spec.type === "object") return `{ [key: string]: ${inner(spec.additionalProperties)} }`;
  return spec.type ?? "any";
}

function block(head: string, lines: readonly string[]): string {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), `}`].join("\n");
}

function given(properties: Properties, required: readonly string[]): string[] {
  return Object.entries(properties).map(([name, spec]) => {
    const text = typeText(spec, "input");
    return required.includes(name) ? `${name}: pulumi.Input<${text}>;` : `${name}?: pulumi.Input<${text} | undefined>;`;
  });
}

function held({ properties, required = [] }: ObjectSpec, optionalMark: "?" | ""): string[] {
  return Object.entries(properties).map(([name, spec]) => {
    const text = typeText(spec, "plain");
    return required.includes(name)
      ? `readonly ${name}: ${text};`
      : `readonly ${name}${optionalMark}: ${text} | undefined;`;
  });
}

function resource(token: string, spec: ResourceSpec): string {
  const name = nameOf(token);
  const options = "opts?: pulumi.CustomResourceOptions";
  const needed = (spec.requiredInputs ?? []).length > 0;
  const outputs = held(spec, "").map((line) => line.replace(/: (.*);$/, ": pulumi.Output<$1>;"));
  return [
    block(`export declare class ${name} extends pulumi.CustomResource`, [
      `static get(name: string, id: pulumi.Input<pulumi.ID>, state?: ${name}State, ${options}): ${name};`,
      `static isInstance(obj: any): obj is ${name};`,
      ...outputs,
      `constructor(name: string, args${needed ? "" : "?"}: ${name}Args, ${options});`,
    ]),
    block(`export interface ${name}State`, given(spec.properties, [])),
    block(`export interface ${name}Args`, given(spec.inputProperties, spec.requiredInputs ?? [])),
  ].join("\n");
}

function dataSource(token: string, inputs: ObjectSpec, outputs: ObjectSpec): string {
  const name = nameOf(token);
  const type = capital(name);
  const required = inputs.required ?? [];
  const mark = required.length === 0 ? "?" : "";
  const plainArgs = Object.entries(inputs.properties).map(([key, spec]) => {
    const text = typeText(spec, "plain");
    return required.includes(key) ? `${key}: ${text};` : `${key}?: ${text} | undefined;`;
  });
  const options = "pulumi.InvokeOptions";
  const result = `${type}Result`;
  return [
    `export declare function ${name}(args${mark}: ${type}Args, opts?: ${options}): Promise<${result}>;`,
    `export declare function ${name}Output(args${mark}: ${type}OutputArgs, opts?: pulumi.InvokeOutputOptions): pulumi.Output<${result}>;`,
    block(`export interface ${type}Args`, plainArgs),
    block(`export interface ${type}OutputArgs`, given(inputs.properties, required)),
    block(`export interface ${result}`, held(outputs, "?")),
  ].join("\n");
}

/** The SDK's type declarations, as `javascript` needs them beside it. */
export function declarations(spec: PackageSpec): string {
  const named = Object.entries(spec.types).map(([token, type]) =>
    block(`interface ${capital(nameOf(token))}`, held(type, "?")),
  );
  return [
    `import * as pulumi from "@pulumi/pulumi";`,
    block(`export declare namespace types.output`, named.join("\n").split("\n")),
    block(`export declare class Provider extends pulumi.ProviderResource`, [
      `static isInstance(obj: any): obj is Provider;`,
      // Other settings travel as JSON text, which no program wants back.
      ...Object.entries(spec.provider.inputProperties)
        .filter(([, { type }]) => type === "string")
        .map(([name]) => `readonly ${name}: pulumi.Output<string | undefined>;`),
      `constructor(name: string, args?: ProviderArgs, opts?: pulumi.ResourceOptions);`,
    ]),
    block(`export interface ProviderArgs`, given(spec.provider.inputProperties, [])),
    ...Object.entries(spec.resources).map(([token, found]) => resource(token, found)),
    ...Object.entries(spec.functions).map(([token, { inputs, outputs }]) => dataSource(token, inputs, outputs)),
  ].join("\n\n");
}
