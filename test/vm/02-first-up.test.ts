import { beforeAll, describe, expect, test } from "@jest/globals";
import { firstUpIsWhole } from "../rehearsal/support/first-up.ts";
import { original } from "../rehearsal/support/original.ts";
import type { Ran } from "../rehearsal/support/run.ts";

describe("the first up of everything, on a kernel and OpenZFS of its own", () => {
  let up: Ran;
  beforeAll(async () => {
    const reset = await original.rehearse(["reset"]);
    expect(reset.code).toBe(0);
    up = await original.up({ seconds: 1700 });
  }, 1_800_000);

  firstUpIsWhole(() => up);

  test("a preview after it finds nothing to do", async () => {
    expect((await original.pulumi(["preview", "--expect-no-changes", "--color", "never"])).code).toBe(0);
  });
});
