import * as authentik from "@pulumi/authentik";
import { CLIENT_SECRET } from "../../../core/service/auth/oidc.ts";
import { signingKey } from "../installed.ts";
import { scopeMappings } from "./oidc-scopes.ts";
import { type KindResources, seconds, secretOf } from "./kind.ts";

/** Authentik itself serves an application with OpenID Connect. */
export const oidcResources: KindResources<"oidc"> = ({ name, own, authorizationFlow, invalidationFlow }) => {
  const propertyMappings = scopeMappings(name, own).map(({ id }) => id);
  const key = signingKey({ parent: own.parent });
  return ({ service, plan, provider, secrets, child }) => ({
    provider: new authentik.ProviderOauth2(
      `${service}-sso`,
      {
        name: provider.name,
        clientId: plan.slug,
        clientSecret: secretOf(secrets, CLIENT_SECRET),
        clientType: "confidential",
        authorizationFlow,
        invalidationFlow,
        allowedRedirectUris: provider.redirectUris.map((uri) => ({ ...uri })),
        propertyMappings,
        signingKey: key,
        refreshTokenValidity: seconds(provider.sessionSeconds),
      },
      { ...child, additionalSecretOutputs: ["clientSecret"], ignoreChanges: ["signingKey"] },
    ),
  });
};
