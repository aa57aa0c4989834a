import { expect, test } from "@jest/globals";
import { planHost } from "../../core/plan/host-plan.ts";
import { expectGolden, goldenFolders } from "../support/golden.ts";
import { planFiles, unpack } from "../support/plan-files.ts";
import { housePlans } from "../support/house.ts";
import { settings } from "../support/samples.ts";

const plans = housePlans(settings);
/** No service has this name: it holds a character that names may not have. */
const HOST = "_host";

test.each(plans)("what $name sends to its host", (plan) => {
  expectGolden(plan.name, planFiles(plan));
});

test("what the host gets", () => {
  const { baseSpec, ingressSpec } = planHost(settings);
  expectGolden(HOST, { ...unpack(ingressSpec), "specs/base": baseSpec });
});

test("no golden files of services that are gone", () => {
  expect(goldenFolders()).toEqual([HOST, ...plans.map(({ name }) => name)].sort());
});
