import * as authentik from "@pulumi/authentik";
import * as pulumi from "@pulumi/pulumi";
import type { SsoPlan } from "../../core/authentik/sso.ts";
import type { Attachment } from "./attachments.ts";
import type { ChildOptions } from "../component.ts";
import { AUTHENTIK } from "../../core/authentik/refusals.ts";
import { explainRefusals } from "../refusals.ts";
import { sharedSecrets } from "../../core/service/auth/kinds.ts";
import type { SharedSecrets } from "./kinds/kind.ts";
import { sharedSecret } from "./shared-secret.ts";
import type { Sso } from "./sso.ts";

/** A service's part of the sign-in. */
export interface ServiceSso {
  /** Resources that have to exist before the service runs. */
  readonly resources: readonly pulumi.Resource[];
  /** Secrets that the service shares with Authentik, by the name of the Podman secret. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
  /** Its entries at the shared outpost; empty for all kinds but forward auth. */
  readonly attachments: readonly Attachment[];
}

/** Registers a service in Authentik, with each of its applications. */
export function serviceSso(service: string, plan: SsoPlan, sso: Sso, parent: pulumi.Resource): ServiceSso {
  const child: ChildOptions = { parent, hooks: explainRefusals(`${service}-sso`, service, AUTHENTIK) };
  const own = registered(service, plan, sso, child);
  const all = [own, ...plan.others.map((other) => registered(other.slug, other, sso, child))];
  return {
    resources: all.flatMap(({ resources }) => resources),
    secrets: own.secrets,
    attachments: all.flatMap(({ attachments }) => attachments),
  };
}

/**
 * One application: provider, application, access, and its entry at an outpost.
 * @param service The prefix of the logical names.
 */
function registered(service: string, plan: SsoPlan, sso: Sso, child: ChildOptions): ServiceSso {
  const secrets = generated(service, plan, child);
  const make = sso.providerMaker(plan.provider.kind);
  const { provider, serve } = make({ service, plan, provider: plan.provider, secrets, child });
  const key = provider.id.apply(Number);
  const application = new authentik.Application(
    `${service}-app`,
    { ...applicationArgs(plan), protocolProvider: key },
    { ...child, deleteBeforeReplace: true },
  );
  const bindings = accessBindings(service, plan, sso, application, child);
  const entitlements = plan.entitlements.map(
    ({ key: entitlement, name }) =>
      new authentik.ApplicationEntitlement(
        `${service}-entitlement-${entitlement}`,
        { name, application: application.uuid },
        child,
      ),
  );
  const served = serve?.({ application, bindings });
  return {
    resources: [provider, application, ...bindings, ...entitlements, ...(served?.resources ?? [])],
    secrets: new Map([...secrets, ...(served?.secrets ?? [])]),
    attachments: served?.attachment ? [served.attachment] : [],
  };
}

/** The secrets that a service shares with Authentik; another rotation generates them anew. */
const generated = (service: string, { provider, rotation }: SsoPlan, child: ChildOptions): SharedSecrets =>
  new Map(
    sharedSecrets(provider.kind).map(({ name, resource }) => [
      name,
      sharedSecret(`${service}-${resource}`, rotation, child),
    ]),
  );

function accessBindings(
  service: string,
  plan: SsoPlan,
  sso: Sso,
  application: authentik.Application,
  options: ChildOptions,
): authentik.PolicyBinding[] {
  return plan.access.map(({ key, name }, order) => {
    const group = sso.group(name);
    return new authentik.PolicyBinding(
      `${service}-access-${key}`,
      { target: application.uuid, group: group.id, order },
      { ...options, deleteBeforeReplace: true, ...(group.existing ? { ignoreChanges: ["group"] } : {}) },
    );
  });
}

function applicationArgs({ slug, application: { name, group, icon, launchUrl } }: SsoPlan) {
  return {
    slug,
    name,
    metaLaunchUrl: launchUrl,
    // One of several groups is enough.
    policyEngineMode: "any",
    ...(group === undefined ? {} : { group }),
    ...(icon === undefined ? {} : { metaIcon: icon }),
  };
}
