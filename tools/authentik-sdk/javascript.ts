import { nameOf, secretNames } from "./schema.ts";
import type { PackageSpec, Properties, ResourceSpec } from "./schema.ts";

const quoted = JSON.stringify;

function assignments(properties: Properties, source: "args" | "state", spec: ResourceSpec): string[] {
  return Object.entries(properties).map(([name, { secret }]) => {
    const target = `      inputs[${quoted(name)}] =`;
    if (source === "state") return `${target} argsOrState?.${name};`;
    if (!(name in spec.inputProperties)) return `${target} undefined; // decided by the provider`;
    const value = `argsOrState?.${name}`;
    return `${target} ${secret === true ? `${value} ? pulumi.secret(${value}) : undefined` : value};`;
  });
}

function resource(token: string, spec: ResourceSpec): string {
  const name = nameOf(token);
  const required = (spec.requiredInputs ?? []).map(
    (input) =>
      `      if (argsOrState?.${input} === undefined && !opts.urn) throw new Error("Missing required property '${input}'");`,
  );
  const secrets = secretNames(spec.properties);
  return [
    `export class ${name} extends pulumi.CustomResource {`,
    `  static __pulumiType = ${quoted(token)};`,
    `  static get(name, id, state, opts) {`,
    `    return new ${name}(name, state, { ...opts, id });`,
    `  }`,
    `  static isInstance(obj) {`,
    `    return obj?.["__pulumiType"] === ${name}.__pulumiType;`,
    `  }`,
    `  constructor(name, argsOrState, opts = {}) {`,
    `    const inputs = {};`,
    `    if (opts.id) {`,
    ...assignments(spec.properties, "state", spec),
    `    } else {`,
    ...required,
    ...assignments(spec.properties, "args", spec),
    `    }`,
    `    opts = pulumi.mergeOptions(defaults, opts);`,
    ...(secrets.length === 0
      ? []
      : [`    opts = pulumi.mergeOptions(opts, { additionalSecretOutputs: ${quoted(secrets)} });`]),
    `    super(${name}.__pulumiType, name, inputs, opts, false, registered());`,
    `  }`,
    `}`,
  ].join("\n");
}

function dataSource(token: string, properties: Properties): string {
  const name = nameOf(token);
  const args = Object.keys(properties).map((input) => `${quoted(input)}: args?.${input}`);
  const body = (call: string): string[] => [
    `  const options = pulumi.mergeOptions(defaults, opts ?? {});`,
    `  return pulumi.runtime.${call}(${quoted(token)}, { ${args.join(", ")} }, options, registered());`,
    `}`,
  ];
  return [
    `export function ${name}(args, opts) {`,
    ...body("invoke"),
    `export function ${name}Output(args, opts) {`,
    ...body("invokeOutput"),
  ].join("\n");
}

function provider({ name, provider: spec }: PackageSpec): string {
  const inputs = Object.entries(spec.inputProperties).map(([input, { type, secret }]) => {
    const given = secret === true ? `args?.${input} ? pulumi.secret(args.${input}) : undefined` : `args?.${input}`;
    // The engine knows provider settings as strings only.
    const value = type === "string" ? given : `pulumi.output(${given}).apply(JSON.stringify)`;
    return `    inputs[${quoted(input)}] = ${value};`;
  });
  return [
    `export class Provider extends pulumi.ProviderResource {`,
    `  static __pulumiType = ${quoted(name)};`,
    `  static isInstance(obj) {`,
    `    return obj?.["__pulumiType"] === "pulumi:providers:" + Provider.__pulumiType;`,
    `  }`,
    `  constructor(name, args, opts = {}) {`,
    `    const inputs = {};`,
    ...inputs,
    `    opts = pulumi.mergeOptions(defaults, opts);`,
    `    opts = pulumi.mergeOptions(opts, { additionalSecretOutputs: ${quoted(secretNames(spec.inputProperties))} });`,
    `    super(Provider.__pulumiType, name, inputs, opts, false, registered());`,
    `  }`,
    `}`,
  ].join("\n");
}

function preamble({ name, version, parameterization: { baseProvider, parameter } }: PackageSpec): string {
  const registration = {
    baseProviderName: baseProvider.name,
    baseProviderVersion: baseProvider.version,
    baseProviderDownloadUrl: "",
    packageName: name,
    packageVersion: version,
    base64Parameter: parameter,
  };
  return [
    `import * as pulumi from "@pulumi/pulumi";`,
    `const defaults = { version: ${quoted(version)} };`,
    `async function registered() {`,
    `  return pulumi.runtime.registerPackage(${quoted(registration)});`,
    `}`,
  ].join("\n");
}

/** The SDK's JavaScript: one ES module with the provider, its resources and its data sources. */
export function javascript(spec: PackageSpec): string {
  return [
    preamble(spec),
    provider(spec),
    ...Object.entries(spec.resources).map(([token, found]) => resource(token, found)),
    ...Object.entries(spec.functions).map(([token, { inputs }]) => dataSource(token, inputs.properties)),
  ].join("\n\n");
}
