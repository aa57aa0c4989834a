import { Program } from "../../rehearsal/support/program.ts";

/** The program with one cheap service and nobody to sign on: on an emulated processor every container counts. */
export function calendarAlone(): Program {
  return new Program()
    .edit("services/index.ts", /ledger\(.*\)/, "ledger(calendar)")
    .edit("services/calendar.ts", /auth: .*/, 'auth: { none: "the rehearsal has nobody to sign on" },')
    .edit("services/calendar.ts", /access: .*/, "")
    .edit("services/calendar.ts", /tile: .*/, "")
    .edit("packages/rehearsal/stack/stack.ts", '"homelab:sso": { enabled: true },', "");
}
