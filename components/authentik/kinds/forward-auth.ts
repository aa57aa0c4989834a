import * as authentik from "@pulumi/authentik";
import { Attachments } from "../attachments.ts";
import { embeddedOutpost } from "../installed.ts";
import { type KindResources, seconds } from "./kind.ts";

/** A service with forward auth is served by the outpost that all of them share. */
export const forwardAuthResources: KindResources<"forwardAuth"> = (shared) => {
  const { own, url, authorizationFlow, invalidationFlow, outposts } = shared;
  const attachments = new Attachments(embeddedOutpost({ parent: own.parent }), outposts, url);
  return ({ service, provider, child }) => {
    const { name, externalHost, cookieDomain, sessionSeconds } = provider;
    const made = new authentik.ProviderProxy(
      `${service}-sso`,
      {
        name,
        externalHost,
        mode: cookieDomain === undefined ? "forward_single" : "forward_domain",
        authorizationFlow,
        invalidationFlow,
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
        const attachment = attachments.add(`${service}-outpost`, made, made.id.apply(Number), { ...child, dependsOn });
        return { resources: [attachment.resource], attachment };
      },
    };
  };
};
