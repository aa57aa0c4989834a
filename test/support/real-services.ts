import { ledger } from "../../core/define.ts";
import { planAll } from "../../core/plan.ts";
import type { ServicePlan } from "../../core/plan-types.ts";
import type { Settings } from "../../core/settings.ts";
import { authentication } from "../../services/authentication.ts";
import { contacts } from "../../services/contacts.ts";
import { services } from "../../services/index.ts";

/** What is ready to be deployed and not in the list of what runs at home. */
const ready = [authentication, contacts].filter((one) => !services.services.includes(one));

const every = ledger(...services.services, ...services.retired, ...ready);

/** The plans of everything in `services/`. Secrets from config are taken to be set, and people to sign on. */
export const realPlans = (settings: Settings): readonly ServicePlan[] =>
  planAll(every, { ...settings, sso: { enabled: true }, configSecrets: ["authentication-bootstrap-token"] }).services;
