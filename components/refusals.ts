import * as pulumi from "@pulumi/pulumi";
import { explained, type RefusingApi, worthAnotherTry } from "../core/problems/refusal.ts";

const PAUSE_MS = 2_000;

/**
 * Adds the cause and the fix to a provider's error, and retries a write that failed with a temporary error.
 * @param name Unique in the program.
 * @param parent Logical name of the component whose children these are.
 * @param api Whose refusals they are.
 */
export function explainRefusals(name: string, parent: string, api: RefusingApi): pulumi.ResourceHookBinding {
  const hook = new pulumi.ErrorHook(`${name}-refused`, async ({ urn, type, name: resource, newInputs, errors }) => {
    if (worthAnotherTry(api, errors)) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * errors.length));
      return true;
    }
    const refusal = { urn, type, name: resource, parent, inputs: newInputs ?? {}, error: errors[0] ?? "" };
    const said = explained(api, refusal);
    if (said !== undefined) await pulumi.log.error(`${said.where}: ${said.problem}\n  fix: ${said.fix}`);
    return false;
  });
  return { onError: [hook] };
}
