import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { parseJson } from "../../core/text/parse-json.ts";

// Answers of an older toolkit stay in a stack's state until their step runs again, and a preview reads them. A field
// that is added later therefore needs a default here, and unused fields are not listed.

/** Answer of `homelab toolkit`'s installation: the version that `current` points at. */
export const toolkitAnswer = z.object({ toolkit: z.string() });

/** When a step ran last: a time in UTC. Toolkits that did not say it leave it empty. */
const applied = z.string().default("");

/** Answer of `homelab secrets apply`: the revision of each secret. */
export const secretsAnswer = z.object({ revisions: z.record(z.string(), z.string()), applied });

/** Answer of `homelab quadlets apply`. */
export const quadletsAnswer = z.object({ applied });

/** Answer of `homelab rollout apply`: which deploy's result runs, and the digest that runs for each container. */
export const rolloutAnswer = z.object({
  generation: z.string(),
  deploy: z.string(),
  images: z.record(z.string(), z.string()),
});

/**
 * Reads a command's stdout.
 * @throws RunError if it does not match the schema. The text itself is not shown, because it could contain a secret.
 */
export function parseAnswer<T>(resource: string, text: string, schema: z.ZodType<T>): T {
  const answer = schema.safeParse(parseJson(text));
  if (answer.success) return answer.data;
  const field = answer.error.issues[0]?.path.join(".") ?? "";
  const missing = field === "" ? "no JSON object" : `no proper "${field}"`;
  throw new pulumi.RunError(
    `${resource}: the host's answer has ${missing}\n  fix: run it again with pulumi up --target-replace '**::${resource}'; ` +
      "if this persists, the toolkit on the host does not belong to this program",
  );
}
