import * as pulumi from "@pulumi/pulumi";

const REFERENCE = /\{([a-z][a-z0-9-]*)\}/g;

/**
 * Puts secrets into a text: `{name}` stands for the secret of that name. In a URL (a text with `://`)
 * they are percent-encoded, else a `/` or `@` in a password would change what the URL means.
 * @returns A secret Output.
 */
export function fillTemplate(text: string, values: ReadonlyMap<string, pulumi.Output<string>>): pulumi.Output<string> {
  const names = [...new Set(Array.from(text.matchAll(REFERENCE), ([, name = ""]) => name))];
  const needed = Object.fromEntries(names.map((name) => [name, requireValue(name, values)]));
  const encode = text.includes("://") ? encodeURIComponent : (value: string) => value;
  const filled = pulumi.all(needed).apply((known) =>
    // A function, because `$&` in a replacement text would be read as a pattern.
    text.replaceAll(REFERENCE, (_, name: string) => encode(known[name] ?? "")),
  );
  return pulumi.secret(filled);
}

function requireValue(name: string, values: ReadonlyMap<string, pulumi.Output<string>>): pulumi.Output<string> {
  const value = values.get(name);
  if (value === undefined)
    throw new Error(`a template names the secret "${name}", which the checks should have refused`);
  return value;
}
