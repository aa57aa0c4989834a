import type * as pulumi from "@pulumi/pulumi";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { ServiceOutputs as KnownOutputs } from "../../core/schema/outputs.ts";
import { accessNames } from "../../core/authentik/sso.ts";

/** A service's stack outputs, before its images are known; core/schema/outputs.ts has the fields. */
export interface ServiceOutputs extends Omit<KnownOutputs, "images"> {
  /** Image digest of each container as the last deploy left it, `sha256:…`; by the container's name. */
  readonly images: pulumi.Output<Record<string, string>>;
}

/** The outputs of a planned service. All but `images` are known before the deployment. */
export function serviceOutputs(plan: ServicePlan, images: pulumi.Output<Record<string, string>>): ServiceOutputs {
  const datasets = plan.datasets.map(({ key, dataset, mountpoint }) => [key, { dataset, mountpoint }] as const);
  return {
    ...(plan.url === undefined ? {} : { url: plan.url }),
    exposure: plan.exposure,
    records: plan.records.map(({ name, type, content, proxied }) => ({ name, type, content, proxied })),
    routerNames: plan.routerNames,
    auth: plan.auth,
    access: accessNames(plan.sso),
    uid: plan.uid,
    user: plan.user,
    units: plan.units,
    datasets: Object.fromEntries(datasets),
    images,
  };
}
