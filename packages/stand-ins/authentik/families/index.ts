import type { Family, Union } from "../engine/family.ts";
import { application } from "./applications.ts";
import { binding } from "./bindings.ts";
import { brand } from "./brands.ts";
import { certificate } from "./certificates.ts";
import { entitlement } from "./entitlements.ts";
import { flowBinding } from "./flow-bindings.ts";
import { flow } from "./flows.ts";
import { group } from "./groups.ts";
import { invitation } from "./invitations.ts";
import { ldap } from "./ldap.ts";
import { oauth2 } from "./oauth2.ts";
import { outpost } from "./outposts.ts";
import { allPolicies, policy } from "./policies.ts";
import { allProviders } from "./providers.ts";
import { prompt, promptStage } from "./prompts.ts";
import { proxy } from "./proxy.ts";
import { role } from "./roles.ts";
import { scopeMapping } from "./scope-mappings.ts";
import { allStages, invitationStage, userLoginStage } from "./stages.ts";
import { userWriteStage } from "./user-write.ts";
import { user } from "./users.ts";

const all: readonly Family[] = [
  ...[application, entitlement, oauth2, proxy, ldap, outpost, group, role, user, binding, policy],
  ...[
    flow,
    flowBinding,
    invitationStage,
    prompt,
    promptStage,
    userWriteStage,
    userLoginStage,
    invitation,
    brand,
    scopeMapping,
    certificate,
  ],
];

/** Every kind of object that can be made, by its name in the state. */
export const families: ReadonlyMap<string, Family> = new Map(all.map((family) => [family.name, family]));

/** The lists over several kinds. */
export const unions: readonly Union[] = [allProviders, allStages, allPolicies];
