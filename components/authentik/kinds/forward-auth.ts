import * as authentik from "@pulumi/authentik";
import { type MadeProvider, type ProviderArgs, seconds } from "./provider-maker.ts";

/** A service with forward auth is served by the outpost that all of them share. */
export function forwardAuthProvider({ service, provider, sso, child }: ProviderArgs<"forwardAuth">): MadeProvider {
  const { name, externalHost, cookieDomain, sessionSeconds } = provider;
  const made = new authentik.ProviderProxy(
    `${service}-sso`,
    {
      name,
      externalHost,
      mode: cookieDomain === undefined ? "forward_single" : "forward_domain",
      authorizationFlow: sso.authorizationFlow,
      invalidationFlow: sso.invalidationFlow,
      ...(cookieDomain === undefined ? {} : { cookieDomain }),
      accessTokenValidity: seconds(sessionSeconds),
    },
    // The provider never clears a cookie's domain, and Authentik would keep sending that cookie to every service below it.
    { ...child, replaceOnChanges: ["mode"] },
  );
  return {
    provider: made,
    // An application without a binding is open to everybody, so it is served only after all bindings exist.
    serve: ({ application, bindings }) => {
      const dependsOn = [application, ...bindings];
      const attachments = sso.forKind("forwardAuth", sso.attachments);
      const attachment = attachments.add(`${service}-outpost`, made, made.id.apply(Number), { ...child, dependsOn });
      return { resources: [attachment.resource], secrets: new Map(), attachment };
    },
  };
}
