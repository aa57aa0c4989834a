import * as pulumi from "@pulumi/pulumi";
import { placeholderId } from "../../core/authentik/placeholder-id.ts";

/**
 * Looks up the id of an existing Authentik object. In a preview, and if Authentik does not answer, it returns a
 * placeholder instead, so the resource that uses the id has to list this property in `ignoreChanges`. Both therefore
 * work without Authentik, and the same `pulumi up` can repair it.
 * @param what The object in words, such as "group admins".
 * @param find Requests the id; rejects if there is no such object.
 */
export function lookup(what: string, find: () => Promise<string | undefined>): pulumi.Output<string> {
  const placeholder = placeholderId(what);
  if (pulumi.runtime.isDryRun()) return pulumi.output(placeholder);
  return pulumi.output(
    find()
      .then((id) => {
        if (id === undefined || id === "") throw new Error("it does not exist");
        return id;
      })
      .catch((error: unknown) => {
        const [why = ""] = String(error instanceof Error ? error.message : error).split("\n");
        void pulumi.log.warn(
          `${what} was not found in Authentik: ${why}. Resources that have its id already stay as they are; resources that need it now fail.`,
        );
        return placeholder;
      }),
  );
}
