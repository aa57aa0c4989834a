import { beforeAll, expect, test } from "@jest/globals";
import { CONFIG, homelab } from "../../support/homelab.ts";
import { hostPlan } from "../../support/plans.ts";
import { record, type Recorded } from "../../support/recorder.ts";

let children: Recorded[] = [];

beforeAll(async () => {
  children = (await record(homelab, { config: CONFIG })).filter(({ name }) => name.startsWith("rehearsal-"));
});

test("toolkit, then base, then ingress", () => {
  const chain = children.map(({ name, dependencies }) => [name, dependencies.map((urn) => urn.split("::").at(-1))]);
  expect(chain).toEqual([
    ["rehearsal-base", ["rehearsal-toolkit"]],
    ["rehearsal-ingress", ["rehearsal-base"]],
    ["rehearsal-toolkit", []],
  ]);
});

test("the specs are the plan's", () => {
  expect(children.slice(0, 2).map(({ inputs }) => [inputs["create"], inputs["stdin"]])).toEqual([
    ["/var/lib/homelab/toolkit/current/homelab host apply rehearsal", hostPlan.baseSpec],
    ["/var/lib/homelab/toolkit/current/homelab ingress apply rehearsal", hostPlan.ingressSpec],
  ]);
});

test("the toolkit installs itself: there is no command on the host yet", () => {
  const { create, delete: remove, stdin } = children[2]?.inputs ?? {};
  expect([create, remove]).toEqual(["python3 - apply", "python3 - remove"]);
  expect(stdin).toContain("VERSION = ");
});
