import type * as authentik from "@pulumi/authentik";
import type * as pulumi from "@pulumi/pulumi";
import type { ProviderPlan, SsoPlan } from "../../../core/authentik/sso.ts";
import type { ChildOptions } from "../../component.ts";
import type { Attachment } from "../attachments.ts";
import type { Sso } from "../sso.ts";

/** What the provider of one service is made from. */
export interface ProviderArgs<Kind extends ProviderPlan["kind"]> {
  /** The logical names' beginning. */
  readonly service: string;
  readonly plan: SsoPlan;
  readonly provider: Extract<ProviderPlan, { kind: Kind }>;
  readonly sso: Sso;
  readonly child: ChildOptions;
}

/** The application that a provider belongs to, and its access. */
export interface Protected {
  readonly application: authentik.Application;
  readonly bindings: readonly authentik.PolicyBinding[];
}

/** How the provider is served to the service. */
export interface Served {
  readonly resources: readonly pulumi.Resource[];
  /** Shared by the service and Authentik, by the podman secret's name. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
  /** Its place at an outpost that others share. */
  readonly attachment?: Attachment | undefined;
}

/** A provider, and what follows once nobody without access can use its application. */
export interface MadeProvider {
  readonly provider: pulumi.CustomResource;
  readonly serve: (application: Protected) => Served;
}

/** A duration as Authentik writes it. */
export const seconds = (count: number): string => `seconds=${count}`;
