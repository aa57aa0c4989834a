import * as authentik from "@pulumi/authentik";
import * as pulumi from "@pulumi/pulumi";
import type { SsoKind } from "../../core/authentik/sso.ts";
import type { SharedSsoPlan } from "../../core/authentik/sso-shared.ts";
import { Attachments } from "./attachments.ts";
import { HomelabComponent, type ChildOptions } from "../component.ts";
import { enrollmentFlow } from "./enrollment.ts";
import { lookup } from "./lookup.ts";
import type { OutpostApi } from "./outpost-api.ts";
import { AUTHENTIK } from "../../core/authentik/refusals.ts";
import { explainRefusals } from "../refusals.ts";
import { scopeMappings } from "./sso-scopes.ts";

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

// These objects come with every installation, with these names.
const EMBEDDED_OUTPOST = "authentik Embedded Outpost";
const SIGNING_KEY = "authentik Self-signed Certificate";
const LOGIN_FLOW = "default-authentication-flow";
const CONSENT_STAGE = "default-provider-authorization-consent";

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
  /** UUIDs of the flows that every provider needs. */
  readonly authorizationFlow: pulumi.Output<string>;
  readonly invalidationFlow: pulumi.Output<string>;
  /** UUID of the flow for LDAP binds; looked up. */
  readonly loginFlow: pulumi.Output<string> | undefined;
  /** UUID of the certificate that signs tokens; looked up. */
  readonly signingKey: pulumi.Output<string> | undefined;
  readonly scopes: readonly pulumi.Output<string>[];
  /** The outpost that all services with forward auth share. */
  readonly attachments: Attachments | undefined;
  /** Requests about outposts that Pulumi's provider cannot make. */
  readonly outposts: OutpostApi;
  readonly #own: ChildOptions;
  readonly #groups: ReadonlyMap<string, AccessGroup>;

  constructor(name: string, { plan, outposts }: SsoArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Sso.token, name, opts);
    const child: ChildOptions = { parent: this };
    this.#own = { ...child, hooks: explainRefusals(name, name, AUTHENTIK) };
    const uses = (kind: SsoKind): boolean => plan.kinds.includes(kind);
    this.authorizationFlow = plan.consent === "explicit" ? this.#askingFlow() : this.#flow("authorization", AUTHORIZE);
    this.invalidationFlow = this.#flow("invalidation", {
      designation: "invalidation",
      authentication: "none",
      title: "You've logged out of %(app)s.",
    });
    this.scopes = uses("oidc") ? scopeMappings(name, this.#own).map(({ id }) => id) : [];
    this.signingKey = uses("oidc") ? certificate(child) : undefined;
    this.loginFlow = uses("ldap") ? loginFlow(child) : undefined;
    this.#groups = this.#accessGroups(plan);
    enrollmentFlow(name, this.#own);
    this.outposts = outposts;
    this.attachments = uses("forwardAuth") ? new Attachments(embeddedOutpost(child), outposts, plan.url) : undefined;
    this.registerOutputs({});
  }

  /** The group of that name, which the plan has passed to this component. */
  group(name: string): AccessGroup {
    const found = this.#groups.get(name);
    if (found === undefined) throw new Error(`${this.name} does not know the group ${name}`);
    return found;
  }

  /** A shared object that only one kind of sign-in uses; it exists if the plan has a service of this kind. */
  forKind<T>(kind: SsoKind, shared: T | undefined): T {
    if (shared === undefined) throw new Error(`${this.name} was planned without a service with ${kind}`);
    return shared;
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

const existingGroup = (name: string, options: pulumi.InvokeOptions) =>
  lookup(`group ${name}`, async () => (await authentik.getGroup({ name, includeUsers: false }, options)).id);

const embeddedOutpost = (options: pulumi.InvokeOptions) =>
  lookup("the embedded outpost", async () => (await authentik.getOutpost({ name: EMBEDDED_OUTPOST }, options)).id);

const certificate = (options: pulumi.InvokeOptions) =>
  lookup("the signing key", async () => {
    const wanted = { name: SIGNING_KEY, fetchCertificate: false, fetchKey: false };
    return (await authentik.getCertificateKeyPair(wanted, options)).id;
  });

const loginFlow = (options: pulumi.InvokeOptions) =>
  lookup("the login flow", async () => (await authentik.getFlow({ slug: LOGIN_FLOW }, options)).id);

const consentStage = (options: pulumi.InvokeOptions) =>
  lookup("the consent stage", async () => (await authentik.getStage({ name: CONSENT_STAGE }, options)).id);
