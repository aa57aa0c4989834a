import type * as authentik from "@pulumi/authentik";
import type * as pulumi from "@pulumi/pulumi";
import type { SsoPlan } from "../../../core/authentik/sso.ts";
import type { ProviderPlanOf, SsoKind } from "../../../core/service/auth/kinds.ts";
import type { ChildOptions } from "../../component.ts";
import type { Attachment } from "../attachments.ts";
import type { OutpostApi } from "../outpost-api.ts";

/** What the resources of every kind can use. */
export interface Shared {
  /** The prefix of the logical names of shared resources. */
  readonly name: string;
  /** Options of shared resources. */
  readonly own: ChildOptions;
  /** Where people sign in, without a slash at its end. */
  readonly url: string;
  /** UUIDs of the flows that every provider needs. */
  readonly authorizationFlow: pulumi.Output<string>;
  readonly invalidationFlow: pulumi.Output<string>;
  /** Requests about outposts that Pulumi's provider cannot make. */
  readonly outposts: OutpostApi;
}

/** The inputs of one service's provider. */
export interface ProviderArgs<Kind extends SsoKind> {
  /** The prefix of the logical names. */
  readonly service: string;
  readonly plan: SsoPlan;
  readonly provider: ProviderPlanOf<Kind>;
  /** The secrets that the service shares with Authentik, by the name of the Podman secret. */
  readonly secrets: SharedSecrets;
  readonly child: ChildOptions;
}

/** Generated secrets, by the name of the Podman secret. */
export type SharedSecrets = ReadonlyMap<string, pulumi.Output<string>>;

/** One of them, which the kind's record in core names. */
export function secretOf(secrets: SharedSecrets, name: string): pulumi.Output<string> {
  const found = secrets.get(name);
  if (found === undefined) throw new Error(`no secret ${name} is generated for this kind of sign-in`);
  return found;
}

/** The application that a provider belongs to, and its access. */
export interface Protected {
  readonly application: authentik.Application;
  readonly bindings: readonly authentik.PolicyBinding[];
}

/** How the provider is served to the service. */
export interface Served {
  readonly resources: readonly pulumi.Resource[];
  /** Secrets that have to wait until Authentik has them; the others are as they were generated. */
  readonly secrets?: SharedSecrets;
  /** Its entry at the shared outpost. */
  readonly attachment?: Attachment;
}

/** A provider, and the step that serves it after its application is protected. */
export interface MadeProvider {
  readonly provider: pulumi.CustomResource;
  readonly serve?: (application: Protected) => Served;
}

/** Creates what all services of one kind share, once, and returns what creates the provider of each of them. */
export type KindResources<Kind extends SsoKind> = (shared: Shared) => (args: ProviderArgs<Kind>) => MadeProvider;

/** A duration in Authentik's notation. */
export const seconds = (count: number): string => `seconds=${count}`;
