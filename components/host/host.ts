import type * as pulumi from "@pulumi/pulumi";
import type { HostPlan } from "../../core/plan/host-plan.ts";
import { HomelabComponent } from "../component.ts";
import type { HostAccess } from "./host-access.ts";
import { toolkitAnswer } from "./host-answers.ts";
import { HostCommand, homelab, type HostCommandArgs } from "./host-command.ts";
import { readToolkit, toolkitCommand, toolkitProgram } from "./toolkit.ts";

/** The inputs of a host. */
export interface HostArgs {
  readonly plan: HostPlan;
  readonly access: HostAccess;
}

/**
 * The base that all services of one host need: the `homelab` command, the base settings and the ingress. Services
 * depend on it, and it depends on none of them.
 */
export class Host extends HomelabComponent {
  static readonly token = "homelab:index:Host";
  /** How the services of this host reach it. */
  readonly access: HostAccess;
  /** Version of the toolkit that is installed. */
  readonly toolkit: pulumi.Output<string>;
  /** The host has been checked and has what accounts, data and units need. */
  readonly base: pulumi.Resource;
  /** Envoy accepts connections. Only resources that are reached through it have to wait for it. */
  readonly ingress: pulumi.Resource;

  constructor(name: string, { plan, access }: HostArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Host.token, name, opts);
    this.access = access;
    const step = (role: string, args: Omit<HostCommandArgs, "access">, after: HostCommand[]) =>
      new HostCommand(
        `${name}-${role}`,
        { ...args, access },
        { parent: this, dependsOn: after.map(({ resource }) => resource) },
      );

    const toolkit = step("toolkit", { command: toolkitCommand, spec: toolkitProgram(readToolkit()) }, []);
    const base = step("base", { command: homelab("host", name), spec: plan.baseSpec }, [toolkit]);
    const ingress = step("ingress", { command: homelab("ingress", name), spec: plan.ingressSpec }, [base]);

    this.base = base.resource;
    this.ingress = ingress.resource;
    this.toolkit = toolkit.answer(toolkitAnswer).toolkit;
    this.registerOutputs({ toolkit: this.toolkit });
  }
}
