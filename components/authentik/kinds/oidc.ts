import * as authentik from "@pulumi/authentik";
import { CLIENT_SECRET } from "../../../core/service/auth.ts";
import { sharedSecret } from "../shared-secret.ts";
import { type MadeProvider, type ProviderArgs, seconds } from "./provider-maker.ts";

/** Authentik itself serves an application with OpenID Connect. */
export function oidcProvider({ service, plan, provider, sso, child }: ProviderArgs<"oidc">): MadeProvider {
  const secret = sharedSecret(`${service}-client-secret`, plan.rotation, child);
  const made = new authentik.ProviderOauth2(
    `${service}-sso`,
    {
      name: provider.name,
      clientId: plan.slug,
      clientSecret: secret,
      clientType: "confidential",
      authorizationFlow: sso.authorizationFlow,
      invalidationFlow: sso.invalidationFlow,
      allowedRedirectUris: provider.redirectUris.map((uri) => ({ ...uri })),
      propertyMappings: [...sso.scopes],
      signingKey: sso.forKind("oidc", sso.signingKey),
      refreshTokenValidity: seconds(provider.sessionSeconds),
    },
    { ...child, additionalSecretOutputs: ["clientSecret"], ignoreChanges: ["signingKey"] },
  );
  return { provider: made, serve: () => ({ resources: [], secrets: new Map([[CLIENT_SECRET, secret]]) }) };
}
