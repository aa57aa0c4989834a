import { planAll } from "../../core/plan/plan.ts";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { Settings } from "../../core/schema/settings.ts";
import { services } from "../homes/house-with-contacts.ts";

/** The plans of the fixture house. Secrets from config are taken to be set, and people to sign in. */
export function housePlans(settings: Settings): readonly ServicePlan[] {
  const configSecrets = ["authentication-bootstrap-token", "tlsCaKey"];
  return planAll(services, { ...settings, configSecrets, sso: { enabled: true } }).services;
}
