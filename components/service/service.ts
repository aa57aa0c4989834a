import * as pulumi from "@pulumi/pulumi";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import { afterDeploy } from "../../core/plan/smoke.ts";
import { HomelabComponent, type ChildOptions } from "../component.ts";
import { dnsRecords } from "./dns.ts";
import { quadletsAnswer, rolloutAnswer } from "../host/host-answers.ts";
import type { Host } from "../host/host.ts";
import { HostCommand, homelab, type HostCommandArgs } from "../host/host-command.ts";
import { afterNeeds, arrival } from "./needs.ts";
import { serviceSso, type ServiceSso } from "../authentik/service-sso.ts";
import type { Sso } from "../authentik/sso.ts";
import { serviceOutputs, type ServiceOutputs } from "./outputs.ts";
import { sendSecrets, type SentSecrets } from "./secrets.ts";

/** What a service is made from. */
export interface ServiceArgs {
  readonly plan: ServicePlan;
  readonly host: Host;
  /** The stack's config: where secrets with source "config" come from. */
  readonly config: pulumi.Config;
  /** What its people sign on with; needed where the plan says that they do. */
  readonly sso?: Sso | undefined;
  /** Those that its plan names as needs. */
  readonly needs?: readonly Service[];
}

/**
 * One service: account, data, secrets, units, the deploy that brings them up, the way in from outside and its names.
 * Nothing of it is used by another service or by something shared, so `pulumi destroy` can take it alone.
 */
export class Service extends HomelabComponent {
  static readonly token = "homelab:index:Service";
  readonly outputs: ServiceOutputs;
  /** Settles once its way in from outside is there, or cannot come. */
  readonly arrived: Promise<void>;
  readonly #args: ServiceArgs;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Service.token, name, opts);
    this.#args = args;
    const { plan, host, config } = args;

    const user = this.#step("user", { spec: plan.userSpec }, [host.base]).resource;
    const datasets = plan.datasets.map((dataset) => this.#dataset(dataset.key, dataset.spec, user));
    const sso = this.#sso();
    const secrets = sendSecrets(plan, config, host.access, sso?.secrets ?? new Map(), this.#child([user]));
    const quadlets = this.#step("quadlets", { spec: plan.generation.bundle }, [user]);
    // The ingress is brought up beside accounts, data and images.
    const needs = [host.ingress, ...datasets, ...secrets.resources, quadlets.resource, ...(sso?.resources ?? [])];
    const rollout = this.#rollout(quadlets, secrets, needs);
    let last = rollout;
    if (plan.routeSpec !== undefined) {
      const route = this.#step("route", { spec: plan.routeSpec }, [rollout.resource]);
      last = route;
      const names = dnsRecords(plan, this.#child([route.resource]));
      this.#smoke(rollout, [route.resource, ...names]);
    }
    this.arrived = arrival(last.resource);

    this.outputs = serviceOutputs(plan, rollout.answer(rolloutAnswer).images);
    // So that a place at the outpost that was lost fails the run.
    this.registerOutputs({ ...this.outputs, attached: sso?.attachment?.kept });
  }

  #sso(): ServiceSso | undefined {
    const { plan, sso } = this.#args;
    if (plan.sso === undefined) return undefined;
    if (sso === undefined) throw new Error(`${plan.name} has people sign on, and nothing to do it with`);
    return serviceSso(plan.name, plan.sso, sso, this);
  }

  /** Data outlives its service: a destroy forgets the dataset and leaves it on the host. */
  #dataset(key: string, spec: string, user: pulumi.Resource): pulumi.Resource {
    const { host, plan } = this.#args;
    const command = homelab("dataset", `${plan.name}/${key}`);
    const args = { access: host.access, command, spec };
    return new HostCommand(`${plan.name}-dataset-${key}`, args, { ...this.#child([user]), retainOnDelete: true })
      .resource;
  }

  #rollout(quadlets: HostCommand, secrets: SentSecrets, needs: pulumi.Resource[]): HostCommand {
    const revisions = secrets.revisions.apply((known) => JSON.stringify(sorted(known)));
    // A deploy can commit on the host after Pulumi has lost sight of it. When the definition then goes back to what
    // Pulumi's state says, the spec is as before and nothing would run; these counters differ in exactly that case.
    // They are in the update alone because `create` has no "before" to go back to.
    const generation = quadlets.answer(quadletsAnswer).superseded;
    const { plan, needs: needed = [] } = this.#args;
    return this.#step(
      "rollout",
      {
        spec: pulumi.interpolate`${afterNeeds(plan, needed, plan.rolloutSpec)}secrets=${revisions}\n`,
        updateArguments: pulumi.interpolate`--superseded ${generation}.${secrets.superseded}`,
      },
      needs,
    );
  }

  /** The last step: whether the service answers as the definition says, the way everybody asks it. */
  #smoke(rollout: HostCommand, needs: pulumi.Resource[]): void {
    const { smokeSpec } = this.#args.plan;
    if (smokeSpec === undefined) return;
    const spec = rollout.answer(rolloutAnswer).apply((deployed) => afterDeploy(smokeSpec, deployed));
    this.#step("smoke", { spec }, needs);
  }

  /** The step of the toolkit's noun for this service. */
  #step(noun: string, args: Omit<HostCommandArgs, "access" | "command">, dependsOn: pulumi.Resource[]): HostCommand {
    const { host, plan } = this.#args;
    const command = homelab(noun, plan.name);
    return new HostCommand(`${plan.name}-${noun}`, { ...args, access: host.access, command }, this.#child(dependsOn));
  }

  #child(dependsOn: pulumi.Resource[]): ChildOptions {
    return { parent: this, dependsOn };
  }
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
