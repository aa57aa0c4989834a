import { planAll } from "../../core/plan.ts";
import type { ServicePlan } from "../../core/plan-types.ts";
import type { Settings } from "../../core/settings.ts";
import { services } from "../../services/index.ts";

/** The plans of everything in `services/`. Secrets from config are taken to be set. */
export const realPlans = (settings: Settings): readonly ServicePlan[] => planAll(services, settings).services;
