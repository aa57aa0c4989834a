import { authentication } from "../catalog/authentication.ts";
import { calendar } from "../catalog/calendar.ts";
import { feeds } from "../catalog/feeds.ts";
import { metrics } from "../catalog/metrics.ts";
import { ledger } from "../core/define.ts";

/** Every service, in order, and every UID ever used: replace a removed service with `retired("<name>", <uid>)`. */
export const services = ledger(authentication, feeds, calendar, metrics);
