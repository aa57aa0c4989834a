import type * as pulumi from "@pulumi/pulumi";
import type { AuthKind } from "../../core/service/auth.ts";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { Exposure } from "../../core/service/service.ts";
import { accessNames } from "../../core/authentik/sso.ts";

/** What a service tells the outside: dashboards and scripts read it with `pulumi stack output services`. */
export interface ServiceOutputs {
  /** Absent for a service that answers no HTTP. */
  readonly url?: string;
  /** Who may reach it: everybody, the home's networks, nobody. */
  readonly exposure: Exposure;
  /** Its DNS records. */
  readonly records: readonly RecordOutput[];
  /** Names that the home's router has to make known, since they have no record. */
  readonly routerNames: readonly string[];
  /** How its people sign on: "oidc", "forwardAuth", "ldap", or "none". */
  readonly auth: AuthKind;
  /** Groups whose members may use it; empty where nobody signs on. */
  readonly access: readonly string[];
  /** The service's user id on the host, its own for ever. */
  readonly uid: number;
  /** Account on the host that its containers run as. */
  readonly user: string;
  /** systemd units of that account's manager, sorted. */
  readonly units: readonly string[];
  /** By the name under `data:` in the definition. */
  readonly datasets: Readonly<Record<string, DatasetOutput>>;
  /** Image digest of each container as the last deploy left it, `sha256:…`; by the container's name. */
  readonly images: pulumi.Output<Record<string, string>>;
}

export interface RecordOutput {
  readonly name: string;
  readonly type: "A" | "AAAA" | "CNAME";
  /** Address, or the name it stands for. */
  readonly content: string;
  /** True: Cloudflare stands in front of it. */
  readonly proxied: boolean;
}

export interface DatasetOutput {
  /** ZFS name, such as `safe/homelab/feeds/db`. */
  readonly dataset: string;
  /** Folder on the host. */
  readonly mountpoint: string;
}

/** The outputs of a planned service; all but `images` are known before anything runs. */
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
