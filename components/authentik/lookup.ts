import * as pulumi from "@pulumi/pulumi";
import { lookedUp } from "../../core/authentik/looked-up.ts";

/**
 * The id of something that Authentik has already. What is given this id has to ignore changes of it, because it is
 * these words where nobody was asked: in a preview, and while Authentik is down. So both work without it, and a broken
 * Authentik can be repaired by the same `pulumi up` that would ask it.
 * @param what In words of a person, such as "group admins".
 * @param find Asks for it; rejects when there is none.
 */
export function lookup(what: string, find: () => Promise<string | undefined>): pulumi.Output<string> {
  const words = lookedUp(what);
  if (pulumi.runtime.isDryRun()) return pulumi.output(words);
  return pulumi.output(
    find()
      .then((id) => {
        if (id === undefined || id === "") throw new Error("there is none");
        return id;
      })
      .catch((error: unknown) => {
        const [why = ""] = String(error instanceof Error ? error.message : error).split("\n");
        void pulumi.log.warn(
          `${what} was not found in Authentik: ${why}. What has it already stays as it is, what needs it now fails.`,
        );
        return words;
      }),
  );
}
