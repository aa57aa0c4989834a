import * as authentik from "@pulumi/authentik";
import * as pulumi from "@pulumi/pulumi";
import { CLIENT_SECRET } from "../../core/service/auth.ts";
import type { ProviderPlan, SsoPlan } from "../../core/authentik/sso.ts";
import type { Attachment } from "./attachments.ts";
import type { ChildOptions } from "../component.ts";
import { AUTHENTIK } from "../../core/authentik/refusals.ts";
import { explainRefusals } from "../refusals.ts";
import { serviceLdap } from "./service-ldap.ts";
import { sharedSecret } from "./shared-secret.ts";
import type { Sso } from "./sso.ts";

/** A service's end of signing on. */
export interface ServiceSso {
  /** What has to be there before the service runs. */
  readonly resources: readonly pulumi.Resource[];
  /** What the service and Authentik both know, by the podman secret's name. */
  readonly secrets: ReadonlyMap<string, pulumi.Output<string>>;
  /** Its place at an outpost that others share; undefined for all but forward auth. */
  readonly attachment: Attachment | undefined;
}

/**
 * Makes a service known to Authentik: provider, application, who may use it, and its place at an outpost.
 * @param service The logical names' beginning.
 */
export function serviceSso(service: string, plan: SsoPlan, sso: Sso, parent: pulumi.Resource): ServiceSso {
  const child: ChildOptions = { parent, hooks: explainRefusals(`${service}-sso`, service, AUTHENTIK) };
  const { kind } = plan.provider;
  const client = kind === "oidc" ? sharedSecret(`${service}-client-secret`, plan.secretMark, child) : undefined;
  const provider = PROVIDERS[kind](`${service}-sso`, plan, sso, client, child);
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
  // An application without a binding is open to everybody, so nothing serves it before it has all of them.
  const attachment = sso
    .attachments(kind)
    ?.add(`${service}-outpost`, provider, key, { ...child, dependsOn: [application, ...bindings] });
  const attached = attachment === undefined ? [] : [attachment.resource];
  const { secretMark, provider: planned } = plan;
  const ldap =
    planned.kind === "ldap"
      ? serviceLdap(
          service,
          { plan: planned, secretMark, provider, application, bindings, outposts: sso.outposts },
          child,
        )
      : undefined;
  const resources = [provider, application, ...bindings, ...entitlements, ...attached, ...(ldap?.resources ?? [])];
  const secrets = client === undefined ? ldap?.secrets : new Map([[CLIENT_SECRET, client]]);
  return { resources, secrets: secrets ?? new Map(), attachment };
}

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

type Make = (
  name: string,
  plan: SsoPlan,
  sso: Sso,
  secret: pulumi.Output<string> | undefined,
  options: ChildOptions,
) => pulumi.CustomResource;

const PROVIDERS: Readonly<Record<ProviderPlan["kind"], Make>> = {
  oidc: (name, { slug, provider }, sso, secret, options) => {
    if (provider.kind !== "oidc" || secret === undefined || sso.signingKey === undefined) throw unfit(name);
    return new authentik.ProviderOauth2(
      name,
      {
        name: provider.name,
        clientId: slug,
        clientSecret: secret,
        clientType: "confidential",
        authorizationFlow: sso.authorizationFlow,
        invalidationFlow: sso.invalidationFlow,
        allowedRedirectUris: provider.redirectUris.map((uri) => ({ ...uri })),
        propertyMappings: [...sso.scopes],
        signingKey: sso.signingKey,
        refreshTokenValidity: seconds(provider.sessionSeconds),
      },
      { ...options, additionalSecretOutputs: ["clientSecret"], ignoreChanges: ["signingKey"] },
    );
  },
  forwardAuth: (name, { provider }, sso, _secret, options) => {
    if (provider.kind !== "forwardAuth") throw unfit(name);
    const { externalHost, cookieDomain, sessionSeconds } = provider;
    return new authentik.ProviderProxy(
      name,
      {
        name: provider.name,
        externalHost,
        mode: cookieDomain === undefined ? "forward_single" : "forward_domain",
        authorizationFlow: sso.authorizationFlow,
        invalidationFlow: sso.invalidationFlow,
        ...(cookieDomain === undefined ? {} : { cookieDomain }),
        accessTokenValidity: seconds(sessionSeconds),
      },
      // The provider never clears a cookie's domain, and Authentik would go on giving that cookie to every service below it.
      { ...options, replaceOnChanges: ["mode"] },
    );
  },
  ldap: (name, { provider }, sso, _secret, options) => {
    if (provider.kind !== "ldap" || sso.loginFlow === undefined) throw unfit(name);
    return new authentik.ProviderLdap(
      name,
      {
        name: provider.name,
        baseDn: provider.baseDn,
        bindFlow: sso.loginFlow,
        unbindFlow: sso.invalidationFlow,
      },
      { ...options, ignoreChanges: ["bindFlow"] },
    );
  },
};

/** A duration as Authentik writes it. */
const seconds = (count: number): string => `seconds=${count}`;

const unfit = (name: string): Error => new Error(`${name} was planned for another kind of signing on`);
