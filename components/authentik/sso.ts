import * as authentik from "@pulumi/authentik";
import * as pulumi from "@pulumi/pulumi";
import type { SharedSsoPlan } from "../../core/authentik/sso-shared.ts";
import type { SsoKind } from "../../core/service/auth/kinds.ts";
import { HomelabComponent, type ChildOptions } from "../component.ts";
import { enrollmentFlow } from "./enrollment.ts";
import { consentStage, existingGroup } from "./installed.ts";
import { type ProviderMaker, providerMakers } from "./kinds/kinds.ts";
import type { OutpostApi } from "./outpost-api.ts";
import { AUTHENTIK } from "../../core/authentik/refusals.ts";
import { explainRefusals } from "../refusals.ts";

/** The inputs of the shared sign-in component. */
export interface SsoArgs {
  readonly plan: SharedSsoPlan;
  readonly outposts: OutpostApi;
}

/** A group whose members may use a service. */
export interface AccessGroup {
  readonly id: pulumi.Output<string>;
  /** True: the group existed before, and its id is looked up. */
  readonly existing: boolean;
}

/**
 * The program creates and deletes groups but never updates them: with each update, Pulumi's provider sends a list of
 * members that it does not know, which empties the group.
 */
const GROUP_PROPERTIES = ["name", "isSuperuser", "users", "parents", "roles", "attributes"];

type FlowWords = Readonly<Record<"designation" | "authentication" | "title", string>>;

const AUTHORIZE: FlowWords = {
  designation: "authorization",
  authentication: "require_authenticated",
  title: "Redirecting to %(app)s",
};

/**
 * The sign-in component that all services share: flows, scopes, groups, outposts and the enrollment flow. Services
 * depend on it, and it depends on none of them. A preview without changes sends no request to Authentik.
 */
export class Sso extends HomelabComponent {
  static readonly token = "homelab:index:Sso";
  readonly #own: ChildOptions;
  readonly #groups: ReadonlyMap<string, AccessGroup>;
  readonly #makers: ReadonlyMap<SsoKind, ProviderMaker>;

  constructor(name: string, { plan, outposts }: SsoArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Sso.token, name, opts);
    const child: ChildOptions = { parent: this };
    this.#own = { ...child, hooks: explainRefusals(name, name, AUTHENTIK) };
    const authorizationFlow = plan.consent === "explicit" ? this.#askingFlow() : this.#flow("authorization", AUTHORIZE);
    const invalidationFlow = this.#flow("invalidation", {
      designation: "invalidation",
      authentication: "none",
      title: "You've logged out of %(app)s.",
    });
    this.#groups = this.#accessGroups(plan);
    enrollmentFlow(name, this.#own);
    const shared = { name, own: this.#own, url: plan.url, authorizationFlow, invalidationFlow, outposts };
    this.#makers = providerMakers(plan.kinds, shared);
    this.registerOutputs({});
  }

  /** The group of that name, which the plan has passed to this component. */
  group(name: string): AccessGroup {
    const found = this.#groups.get(name);
    if (found === undefined) throw new Error(`${this.name} does not know the group ${name}`);
    return found;
  }

  /** What creates the providers of one kind, of which the plan has a service. */
  providerMaker(kind: SsoKind): ProviderMaker {
    const found = this.#makers.get(kind);
    if (found === undefined) throw new Error(`${this.name} was planned without a service with ${kind}`);
    return found;
  }

  /** A flow without stages: Authentik does what its designation says and nothing else. */
  #flow(role: string, args: FlowWords): pulumi.Output<string> {
    const slug = `homelab-${role}`;
    return new authentik.Flow(`${this.name}-${role}`, { name: slug, slug, ...args }, this.#own).uuid;
  }

  /** A flow that asks people whether a service may know them. */
  #askingFlow(): pulumi.Output<string> {
    const flow = this.#flow("authorization-explicit", AUTHORIZE);
    const binding = new authentik.FlowStageBinding(
      `${this.name}-consent`,
      { target: flow, stage: consentStage({ parent: this }), order: 0 },
      { ...this.#own, ignoreChanges: ["stage"] },
    );
    // No provider uses the flow before it has its consent stage.
    return pulumi.all([flow, binding.id]).apply(([uuid]) => uuid);
  }

  #accessGroups({ groups, existingGroups }: SharedSsoPlan): Map<string, AccessGroup> {
    const found = new Map<string, AccessGroup>();
    for (const { key, name } of groups) {
      const { id } = new authentik.Group(
        `${this.name}-group-${key}`,
        { name },
        { ...this.#own, ignoreChanges: GROUP_PROPERTIES },
      );
      found.set(name, { id, existing: false });
    }
    for (const { name } of existingGroups)
      found.set(name, { id: existingGroup(name, { parent: this }), existing: true });
    return found;
  }
}
