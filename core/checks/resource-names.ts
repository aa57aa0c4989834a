import type { Problem } from "../problems/problem.ts";
import { sharedSecrets, SSO_KINDS } from "../service/auth/kinds.ts";
import { furtherApplications } from "../service/applications.ts";
import type { Service } from "../service/service.ts";
import { groupKey } from "../service/sign-on.ts";

/** Resources of two services with the same name, which Pulumi does not allow. */
export function resourceNameProblems(services: readonly Service[]): Problem[] {
  const owners = new Map<string, string>();
  return services.flatMap((service) => {
    const told = new Set<string>();
    return resourcesOf(service).flatMap(([kind, resource]): Problem[] => {
      const key = `${kind} ${resource}`;
      const owner = owners.get(key);
      owners.set(key, owner ?? service.name);
      if (owner === undefined || owner === service.name || told.has(owner)) return [];
      told.add(owner);
      const problem = `its ${kind} would have the name ${resource}, which a resource of ${owner} has already`;
      return [{ where: service.name, problem, fix: "choose another name for this service" }];
    });
  });
}

/** Kind and name of each resource whose name can collide, because a part of it is chosen freely. */
function resourcesOf({ name, web, data, secrets }: Service): [kind: string, name: string][] {
  // With the prefix of all of its resources in Authentik, which is the service's name for the first application.
  const applications = [name, ...furtherApplications(name, web).map(({ slug }) => slug)];
  const records = (web?.subdomains ?? []).map((label) => (label === name ? "" : `-${label}`));
  return [
    ...["user", "secrets", "quadlets", "rollout", "route", "smoke"].map((noun) => named("step", noun)),
    ...data.map(({ key }) => named("step", `dataset-${key}`)),
    ...records.flatMap((rest) => [named("record", `dns${rest}`), named("record", `dns6${rest}`)]),
    ...secrets.flatMap((secret) =>
      secret.source.kind === "generated" ? [named("password", `generated-${secret.name}`)] : [],
    ),
    ...SSO_KINDS.flatMap(sharedSecrets).map(({ resource }) => named("password", resource)),
    ...applications.map((slug): [string, string] => ["application", `${slug}-app`]),
    ...(web?.access ?? []).flatMap((group) =>
      applications.map((slug): [string, string] => ["binding", `${slug}-access-${groupKey(group)}`]),
    ),
  ];

  function named(kind: string, rest: string): [string, string] {
    return [kind, `${name}-${rest}`];
  }
}
