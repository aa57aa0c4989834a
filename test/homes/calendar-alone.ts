import { calendar } from "../../catalog/calendar.ts";
import { defineService, ledger } from "../../core/define.ts";

/** One cheap service and nobody to sign in: on an emulated processor every container counts. */
export const services = ledger(
  defineService("calendar", {
    ...calendar.spec,
    web: { subdomain: "calendar", port: 5232, auth: { none: "this home has nothing that signs people in" } },
  }),
);
