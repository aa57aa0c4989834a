import * as pulumi from "@pulumi/pulumi";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import { rolloutSpec } from "../../core/plan/rollout.ts";
import { smokeSpec } from "../../core/plan/smoke.ts";
import { type HostStep, isHostStep, type Step } from "../../core/plan/step.ts";
import { HomelabComponent, type ChildOptions } from "../component.ts";
import { dnsRecords } from "./dns.ts";
import { quadletsAnswer, rolloutAnswer } from "../host/host-answers.ts";
import type { Host } from "../host/host.ts";
import { HostCommand, homelab, type HostCommandArgs } from "../host/host-command.ts";
import { arrival, arrivalOfNeeds } from "./needs.ts";
import { serviceSso, type ServiceSso } from "../authentik/service-sso.ts";
import type { Sso } from "../authentik/sso.ts";
import { serviceOutputs, type ServiceOutputs } from "./outputs.ts";
import { NO_SECRETS, sendSecrets, type SentSecrets } from "./secrets.ts";

/** The inputs of a service. */
export interface ServiceArgs {
  readonly plan: ServicePlan;
  readonly host: Host;
  /** The stack's config, for secrets with source "config". */
  readonly config: pulumi.Config;
  /** The shared sign-in component; required if the plan has a sign-in. */
  readonly sso?: Sso | undefined;
  /** The required services that the plan names. */
  readonly needs?: readonly Service[];
}

/**
 * One service: account, data, secrets, units, the rollout that deploys them, its route and its DNS records. No other
 * service and no shared component depends on any of its resources, so `pulumi destroy -t` can remove it alone.
 */
export class Service extends HomelabComponent {
  static readonly token = "homelab:index:Service";
  readonly outputs: ServiceOutputs;
  /** Resolves when its route exists; rejects if it failed. */
  readonly arrived: Promise<void>;
  readonly #args: ServiceArgs;
  readonly #sso: ServiceSso | undefined;
  /** The resources of each step, by role. */
  readonly #made = new Map<string, readonly pulumi.Resource[]>();
  readonly #commands = new Map<string, HostCommand>();
  #secrets: SentSecrets = NO_SECRETS;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Service.token, name, opts);
    this.#args = args;
    const { plan, host } = args;
    this.#sso = this.#signOn();
    this.#made.set("host", [host.base]).set("ingress", [host.ingress]);
    for (const step of plan.steps) {
      const dependsOn = step.after.flatMap((role) => this.#made.get(role) ?? []);
      this.#made.set(step.role, this.#make(step, { parent: this, dependsOn }));
    }
    this.arrived = arrival((this.#commands.get("route") ?? this.#command("rollout")).resource);

    this.outputs = serviceOutputs(plan, this.#command("rollout").answer(rolloutAnswer).images);
    // A lost entry at the outpost thereby fails the run.
    this.registerOutputs({ ...this.outputs, attached: this.#sso?.attachments.map(({ kept }) => kept) });
  }

  #signOn(): ServiceSso | undefined {
    const { plan, sso } = this.#args;
    if (plan.sso === undefined) return undefined;
    if (sso === undefined) throw new Error(`${plan.name} has a sign-in, but the shared sign-in component is missing`);
    return serviceSso(plan.name, plan.sso, sso, this);
  }

  #make(step: Step, options: ChildOptions): readonly pulumi.Resource[] {
    const { plan, host, config } = this.#args;
    if (!isHostStep(step)) return step.role === "sso" ? (this.#sso?.resources ?? []) : dnsRecords(plan, options);
    if (step.role === "secrets") {
      this.#secrets = sendSecrets(plan, config, host.access, this.#sso?.secrets ?? new Map(), options);
      return this.#secrets.resources;
    }
    const made = new HostCommand(
      `${plan.name}-${step.role}`,
      { access: host.access, command: homelab(step.noun, step.target), ...this.#input(step) },
      step.retain === true ? { ...options, retainOnDelete: true } : options,
    );
    this.#commands.set(step.role, made);
    return [made.resource];
  }

  /** The spec of a step, which may contain the host's answers to earlier steps. */
  #input({ role, spec }: HostStep): Pick<HostCommandArgs, "spec" | "updateArguments"> {
    if (spec !== undefined) return { spec };
    if (role === "rollout") return this.#rollout();
    if (role === "smoke") return { spec: this.#smoke() };
    throw new Error(`${this.#args.plan.name} has a step ${role} without a spec`);
  }

  #rollout(): Pick<HostCommandArgs, "spec" | "updateArguments"> {
    const { plan, needs = [] } = this.#args;
    const { revisions, applied } = this.#secrets;
    // A deploy can commit on the host without Pulumi seeing it. If the definition is then reverted to Pulumi's state,
    // the spec is unchanged and the rollout would not run. Units and secrets are applied again in this case, and each
    // apply has a new time. A rollout with nothing to do ends at once.
    // Only the update has the times, because there is nothing to revert to before `create`.
    const units = this.#command("quadlets").answer(quadletsAnswer).applied;
    return {
      spec: pulumi.all([revisions, arrivalOfNeeds(plan, needs)]).apply(([known]) => rolloutSpec(plan, known)),
      updateArguments: pulumi.interpolate`--applied=${units},${applied}`,
    };
  }

  /** The last step: the smoke test, which requests the service as its users do. */
  #smoke(): pulumi.Output<string> {
    const { name, smoke } = this.#args.plan;
    if (smoke === undefined) throw new Error(`${name} has nothing that a smoke test could ask`);
    return this.#command("rollout")
      .answer(rolloutAnswer)
      .apply((deployed) => smokeSpec(smoke, deployed));
  }

  #command(role: string): HostCommand {
    const made = this.#commands.get(role);
    if (made === undefined) throw new Error(`${this.#args.plan.name} has no step ${role} yet`);
    return made;
  }
}
