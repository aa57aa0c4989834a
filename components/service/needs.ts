import * as pulumi from "@pulumi/pulumi";
import type { ServicePlan } from "../../core/plan/plan-types.ts";

/** What others wait for, as far as it is read here. */
interface Arriving {
  readonly name: string;
  readonly arrived: Promise<void>;
}

/** Resolves once the engine has made or updated the resource, in a preview once it has looked at it; rejects when that failed. */
export function arrival(resource: pulumi.Resource): Promise<void> {
  const arrived = new Promise<void>((resolve, reject) => {
    // Its URN, because that is known in a preview as well.
    const there = resource.urn.apply(() => {
      resolve();
    });
    pulumi.recover(there, reject);
  });
  // Nobody may be waiting for it, and the engine has told of the failure itself.
  arrived.catch(() => undefined);
  return arrived;
}

/**
 * Resolves once everything that a service needs is there. It carries the order in a plain Promise: with an
 * edge from one service to another, a destroy of the one would take the other. What waits is not known to the engine
 * yet, so it holds none of its places.
 * @param needed The services that the plan names.
 */
export function arrivalOfNeeds(
  plan: Pick<ServicePlan, "name" | "needs">,
  needed: readonly Arriving[],
): pulumi.Output<void> {
  const arrivals = plan.needs.map((need) => {
    const service = needed.find(({ name }) => name === need);
    if (service === undefined) throw new Error(`${plan.name} needs ${need}, and was not given it`);
    return service.arrived.catch(() => {
      throw new pulumi.RunError(`${plan.name} was not rolled out: it needs ${need}, which did not come up`);
    });
  });
  return pulumi.output(Promise.all(arrivals).then(() => undefined));
}
