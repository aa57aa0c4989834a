import { planAll } from "../../core/plan.ts";
import type { ServicePlan } from "../../core/plan-types.ts";
import type { Settings } from "../../core/settings.ts";
import { services } from "../../services/index.ts";

/** The plans of everything in `services/`. Secrets from config are taken to be set, and people to sign on. */
export function realPlans(settings: Settings): readonly ServicePlan[] {
  const configSecrets = ["authentication-bootstrap-token"];
  return planAll(services, { ...settings, configSecrets, sso: { enabled: true } }).services;
}
