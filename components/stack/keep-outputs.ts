import * as pulumi from "@pulumi/pulumi";

/**
 * Keeps a failed run from printing the stack's outputs as removed. If a resource fails, the program ends before its
 * outputs are known, and Pulumi compares the outputs of the last run, which it keeps, with none. After an early
 * registration it prints those that it keeps. In a run that succeeds, the outputs at its end replace the early ones.
 */
export function keepOutputs(): void {
  const stack = pulumi.runtime.getStackResource();
  if (stack !== undefined) pulumi.runtime.registerResourceOutputs(stack, {});
}
