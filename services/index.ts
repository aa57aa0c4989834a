import { ledger } from "../core/define.ts";
import { calendar } from "./calendar.ts";
import { feeds } from "./feeds.ts";
import { metrics } from "./metrics.ts";

/** Every service, in order, and every UID ever used: what goes leaves `retired("<name>", <uid>)` here. */
export const services = ledger(feeds, calendar, metrics);
