import * as pulumi from "@pulumi/pulumi";

/**
 * The id of something that Authentik has already. A preview does not ask, so that it works while Authentik is down:
 * there the id is these words. What is given this id has to ignore changes of it, else every preview would show one.
 * @param what In words of a person, such as "group admins".
 * @param find Asks for it; its provider says so when there is none.
 */
export function lookup(what: string, find: () => pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.runtime.isDryRun() ? pulumi.output(`(${what}: asked for when it is needed)`) : find();
}
