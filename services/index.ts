import { ledger } from "../core/define.ts";
import { authentication } from "./authentication.ts";
import { calendar } from "./calendar.ts";
import { feeds } from "./feeds.ts";
import { metrics } from "./metrics.ts";

/** Every service, in order, and every UID ever used: what goes leaves `retired("<name>", <uid>)` here. */
export const services = ledger(authentication, feeds, calendar, metrics);
