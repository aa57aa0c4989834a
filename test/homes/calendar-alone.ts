import { calendar } from "../../catalog/calendar.ts";
import { defineService, ledger } from "../../core/define.ts";

/** One small service without a sign-in, because on an emulated processor every container is expensive. */
export const services = ledger(
  defineService("calendar", {
    ...calendar.spec,
    web: { subdomain: "calendar", port: 5232, auth: { none: "this home has nothing that signs people in" } },
  }),
);
