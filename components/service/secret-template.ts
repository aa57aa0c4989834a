import * as pulumi from "@pulumi/pulumi";
import { filled, namesIn, type SecretText } from "../../core/text/secret-text.ts";

/**
 * Puts the values of secrets into a text.
 * @returns A secret Output.
 */
export function fillTemplate(
  text: SecretText,
  values: ReadonlyMap<string, pulumi.Output<string>>,
): pulumi.Output<string> {
  const needed = Object.fromEntries(namesIn(text).map((name) => [name, requireValue(name, values)]));
  return pulumi.secret(pulumi.all(needed).apply((known) => filled(text, (name) => known[name] ?? "")));
}

function requireValue(name: string, values: ReadonlyMap<string, pulumi.Output<string>>): pulumi.Output<string> {
  const value = values.get(name);
  if (value === undefined)
    throw new Error(`a template names the secret "${name}", which the checks should have refused`);
  return value;
}
