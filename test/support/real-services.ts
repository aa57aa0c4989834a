import { ledger } from "../../core/define.ts";
import { planAll } from "../../core/plan/plan.ts";
import type { ServicePlan } from "../../core/plan/plan-types.ts";
import type { Settings } from "../../core/schema/settings.ts";
import { contacts } from "../../services/contacts.ts";
import { services } from "../../services/index.ts";

/** The list of what runs at home, and the example that is ready to join it. */
const every = ledger(...services.services, ...services.retired, contacts);

/** The plans of everything in `services/`. Secrets from config are taken to be set, and people to sign on. */
export function realPlans(settings: Settings): readonly ServicePlan[] {
  const configSecrets = ["authentication-bootstrap-token"];
  return planAll(every, { ...settings, configSecrets, sso: { enabled: true } }).services;
}
