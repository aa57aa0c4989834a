import { authentication } from "../../catalog/authentication.ts";
import { calendar } from "../../catalog/calendar.ts";
import { feeds } from "../../catalog/feeds.ts";
import { metrics } from "../../catalog/metrics.ts";
import { ledger } from "../../core/define.ts";

/** The home of most tests: a sign-in, two slots with a database, a service for two groups, a private one. */
export const services = ledger(authentication, feeds, calendar, metrics);
