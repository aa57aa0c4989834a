import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { ChildOptions } from "../component.ts";

/**
 * A secret that a service and Authentik both are given.
 * @param mark A new value makes a new secret.
 */
export function sharedSecret(name: string, mark: string | undefined, options: ChildOptions): pulumi.Output<string> {
  return new random.RandomPassword(
    name,
    { length: 64, special: false, ...(mark === undefined ? {} : { keepers: { rotate: mark } }) },
    { ...options, additionalSecretOutputs: ["result", "bcryptHash"] },
  ).result;
}
