import { expect, test } from "@jest/globals";
import { writeFileSync } from "node:fs";
import { baselineFile } from "../support/baseline.ts";
import { fingerprint } from "../support/host.ts";
import { original } from "../support/original.ts";

test("a home is up on a host that was clean", async () => {
  writeFileSync(baselineFile(), await fingerprint());
  const up = await original.up({ seconds: 1700 });
  expect(up.text.slice(-3000)).toContain("Resources:");
  expect(up.code).toBe(0);
});
