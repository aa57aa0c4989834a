import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { ChildOptions } from "../component.ts";

/**
 * A generated secret that a service shares with Authentik.
 * @param mark A new value generates a new secret.
 */
export function sharedSecret(name: string, mark: string | undefined, options: ChildOptions): pulumi.Output<string> {
  return new random.RandomPassword(
    name,
    { length: 64, special: false, ...(mark === undefined ? {} : { keepers: { rotate: mark } }) },
    { ...options, additionalSecretOutputs: ["result", "bcryptHash"] },
  ).result;
}
