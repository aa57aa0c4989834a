import { afterAll, describe, expect, test } from "@jest/globals";
import { host } from "../support/host.ts";
import { memoryLimit, PowerCuts } from "../support/power-cut.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";

// Here a power cut ends every process and loses nothing that was written; test/vm has one that loses what no disk had.
describe("all of the host is killed in the middle of a deploy", () => {
  const program = new Program();
  const cuts = new PowerCuts(program, 302);
  afterAll(() => {
    program.remove();
  });

  test.each(["images", "slot 0 changed", "slot 0 healthy", "commit"])(
    'in the step "%s": the start goes to what was committed, the next up is in the wanted state',
    (step) => cuts.at(step),
  );

  test("with everything as it was, nothing is left over", async () => {
    expect((await original.up()).code).toBe(0);
    expect(await memoryLimit()).toBe(256);
    expect(await host("as svc-calendar systemctl --user --failed --no-legend")).toBe("");
    expect(await host("homelab status")).toMatch(/^calendar +healthy/m);
  });
});
