import { Config } from "@pulumi/pulumi";
import * as authentik from "../../../../sdks/authentik/index.js";

// A program that uses the terraform-provider plugin; terraform-provider-engine.test.ts runs it and says what to change.
const config = new Config();

async function flow(name: "authorization-implicit-consent" | "invalidation-flow"): Promise<string> {
  const known = config.get(name);
  if (known !== undefined) return known;
  return (await authentik.getFlow({ slug: `default-provider-${name}` })).id;
}

const group = new authentik.Group("family", { name: "family" });

const provider = new authentik.ProviderOauth2("feeds", {
  name: config.require("name"),
  clientId: "feeds",
  authorizationFlow: await flow("authorization-implicit-consent"),
  invalidationFlow: await flow("invalidation-flow"),
  allowedRedirectUris: [{ matching_mode: "strict", url: "https://feeds.home.test/oauth2/oidc/callback" }],
});

const application = new authentik.Application("feeds", {
  ...{ name: "Feeds", slug: "feeds" },
  protocolProvider: provider.id.apply(Number),
});

new authentik.PolicyBinding("feeds-family", { target: application.uuid, group: group.id, order: 0 });

new authentik.StageInvitation("unnamed", {});

export const secret = provider.clientSecret;
export const authorizationFlow = provider.authorizationFlow;
export const invalidationFlow = provider.invalidationFlow;
