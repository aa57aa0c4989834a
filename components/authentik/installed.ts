import * as authentik from "@pulumi/authentik";
import type * as pulumi from "@pulumi/pulumi";
import { lookup } from "./lookup.ts";

// These objects come with every installation, with these names.
const EMBEDDED_OUTPOST = "authentik Embedded Outpost";
const SIGNING_KEY = "authentik Self-signed Certificate";
const LOGIN_FLOW = "default-authentication-flow";
const CONSENT_STAGE = "default-provider-authorization-consent";

/** Id of a group that this program does not create. */
export const existingGroup = (name: string, options: pulumi.InvokeOptions) =>
  lookup(`group ${name}`, async () => (await authentik.getGroup({ name, includeUsers: false }, options)).id);

/** UUID of the outpost that all services with forward auth share. */
export const embeddedOutpost = (options: pulumi.InvokeOptions) =>
  lookup("the embedded outpost", async () => (await authentik.getOutpost({ name: EMBEDDED_OUTPOST }, options)).id);

/** UUID of the certificate that signs what Authentik says about people. */
export const signingKey = (options: pulumi.InvokeOptions) =>
  lookup("the signing key", async () => {
    const wanted = { name: SIGNING_KEY, fetchCertificate: false, fetchKey: false };
    return (await authentik.getCertificateKeyPair(wanted, options)).id;
  });

/** UUID of the flow for LDAP binds. */
export const loginFlow = (options: pulumi.InvokeOptions) =>
  lookup("the login flow", async () => (await authentik.getFlow({ slug: LOGIN_FLOW }, options)).id);

/** UUID of the stage that asks people whether a service may know them. */
export const consentStage = (options: pulumi.InvokeOptions) =>
  lookup("the consent stage", async () => (await authentik.getStage({ name: CONSENT_STAGE }, options)).id);
