import * as pulumi from "@pulumi/pulumi";
import type { ServicePlan } from "../../core/plan/plan-types.ts";

/** A service that others wait for. */
interface Arriving {
  readonly name: string;
  readonly arrived: Promise<void>;
}

/** Resolves when the engine has created or updated the resource, or previewed it; rejects if that failed. */
export function arrival(resource: pulumi.Resource): Promise<void> {
  const arrived = new Promise<void>((resolve, reject) => {
    // The URN, because a preview knows it too.
    const there = resource.urn.apply(() => {
      resolve();
    });
    pulumi.recover(there, reject);
  });
  // There may be no waiting service, and the engine reports the failure itself.
  arrived.catch(() => undefined);
  return arrived;
}

/**
 * Resolves once all required services are up. The order uses a Promise instead of `dependsOn`, because a dependency
 * between services would make the destroy of one destroy the other. A resource that waits is not registered yet, so it
 * uses no `--parallel` slot.
 * @param needed The services that the plan names.
 */
export function arrivalOfNeeds(
  plan: Pick<ServicePlan, "name" | "needs">,
  needed: readonly Arriving[],
): pulumi.Output<void> {
  const arrivals = plan.needs.map((need) => {
    const service = needed.find(({ name }) => name === need);
    if (service === undefined) throw new Error(`${plan.name} requires ${need}, which was not passed to it`);
    return service.arrived.catch(() => {
      throw new pulumi.RunError(`${plan.name} was not deployed, because the required service ${need} did not come up`);
    });
  });
  return pulumi.output(Promise.all(arrivals).then(() => undefined));
}
