import { Program } from "../../rehearsal/support/program.ts";

/** The program with one cheap service, and settings without sign-in: nothing in this home would serve it. */
export function calendarAlone(): Program {
  return new Program("calendar-alone").edit(
    "packages/rehearsal/stack/stack.ts",
    '"homelab:sso": { enabled: true },',
    "",
  );
}
