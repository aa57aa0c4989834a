import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { PowerCuts } from "../rehearsal/support/power-cut.ts";
import { calendarAlone } from "./support/calendar-alone.ts";

// QEMU is killed: what the guest had not told its disks to keep is lost, as at home.
describe("the power is cut in the middle of a deploy", () => {
  const program = calendarAlone();
  const cuts = new PowerCuts(program, 200);
  beforeAll(async () => {
    const up = await program.up();
    expect(up.text.slice(-2000)).toContain("created");
    expect(up.code).toBe(0);
  });
  afterAll(() => {
    program.remove();
  });

  test.each(["images", "slot 0 changed", "commit"])(
    'in the step "%s": the boot goes to what was committed, the next up is in the wanted state',
    (step) => cuts.at(step),
  );
});
