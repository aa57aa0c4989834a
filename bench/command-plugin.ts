import type { Provider } from "@pulumi/pulumi/provider/index.js";
import { plainProperties, type Properties, secret } from "../packages/pulumi-plugins/protocol/property-values.ts";
import { InFlight, serve } from "../packages/pulumi-plugins/protocol/serve.ts";
import { hostAnswer } from "../test/support/host-answers.ts";

/**
 * Stands in for the command plugin where only the program and the engine are to be measured: it
 * answers at once what a host would print, and contacts none.
 */
const provider: Provider = {
  version: "1.2.1",
  check: (_urn: string, _olds: Properties, inputs: Properties) => Promise.resolve({ inputs }),
  // Nothing said about changes: the engine compares the inputs itself, as with the real plugin.
  diff: () => Promise.resolve({}),
  create: (urn: string, inputs: Properties) =>
    Promise.resolve({ id: urn.slice(urn.lastIndexOf("::") + 2), outs: answered(inputs, "create") }),
  update: (_id: string, _urn: string, _olds: Properties, inputs: Properties) =>
    Promise.resolve({ outs: answered(inputs, "update") }),
  delete: () => Promise.resolve(),
};

function answered(inputs: Properties, verb: "create" | "update"): Properties {
  const { [verb]: command, stdin } = plainProperties(inputs);
  const stdout = hostAnswer(String(command), String(stdin));
  return { ...inputs, connection: secret(inputs["connection"]), stdout, stderr: "" };
}

await serve(provider, new InFlight());
