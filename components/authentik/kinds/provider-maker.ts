import type * as authentik from "@pulumi/authentik";
import type * as pulumi from "@pulumi/pulumi";
import type { ProviderPlan, SsoPlan } from "../../../core/authentik/sso.ts";
import type { ChildOptions } from "../../component.ts";
import type { Attachment } from "../attachments.ts";
import type { Sso } from "../sso.ts";

/** The inputs of one service's provider. */
export interface ProviderArgs<Kind extends ProviderPlan["kind"]> {
  /** The prefix of the logical names. */
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
  /** Secrets that the service shares with Authentik, by the name of the Podman secret. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
  /** Its entry at the shared outpost. */
  readonly attachment?: Attachment | undefined;
}

/** A provider, and the step that serves it after its application is protected. */
export interface MadeProvider {
  readonly provider: pulumi.CustomResource;
  readonly serve: (application: Protected) => Served;
}

/** A duration in Authentik's notation. */
export const seconds = (count: number): string => `seconds=${count}`;
