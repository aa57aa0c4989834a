import { beforeAll, expect, test } from "@jest/globals";
import { Sso } from "../../../components/authentik/sso.ts";
import { record, type Recorded } from "../../support/recorder.ts";
import { steadyOutpost } from "../../support/sso-homelab.ts";

let resources: readonly Recorded[] = [];
beforeAll(async () => {
  const plan = {
    url: "https://auth.home.test",
    consent: "implicit",
    groups: [],
    existingGroups: [],
    kinds: [],
  } as const;
  resources = await record(() => new Sso("sso", { plan, outposts: steadyOutpost }));
});

const named = (name: string): Recorded => {
  const found = resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no resource ${name}`);
  return found;
};
const needs = (name: string): string[] => named(name).dependencies.map((urn) => urn.split("::").at(-1) ?? "");
const step = (role: string): string => `sso-enrollment-step-${role}`;

test("an invitation, a form, an account, a sign-on: in this order", () => {
  const roles = ["invitation", "prompt", "write", "login"];
  const steps = roles.map((role) => named(step(role)).inputs);
  expect(steps.map(({ stage }) => stage)).toEqual(roles.map((role) => `sso-enrollment-${role}`));
  expect(steps.map(({ target }) => target)).toEqual(roles.map(() => "uuid-of-sso-enrollment"));
  const orders = steps.map(({ order }) => Number(order));
  expect(orders).toEqual(orders.toSorted((one, other) => one - other));
  expect(named("sso-enrollment-prompt").inputs["fields"]).toEqual(
    ["username", "name", "email", "password", "password-repeat"].map((key) => `sso-enrollment-field-${key}`),
  );
});

test("nobody gets in without an invitation, not even while the flow is made or taken away", () => {
  expect(named("sso-enrollment-invitation").inputs["continueFlowWithoutInvitation"]).toBe(false);
  for (const role of ["prompt", "write", "login"]) expect(needs(step(role))).toContain(step("invitation"));
});

test("a new account, never another one's, in the groups of its invitation", () => {
  expect(named("sso-enrollment-write").inputs).toMatchObject({
    userCreationMode: "always_create",
    createUsersAsInactive: false,
    userType: "internal",
  });
  expect(named("sso-enrollment-groups-bound").inputs).toEqual({
    target: step("write"),
    policy: "sso-enrollment-groups",
    order: 0,
  });
  // Before it is asked, the flow knows no invitation.
  expect(named(step("write")).inputs).toMatchObject({ evaluateOnPlan: false, reEvaluatePolicies: true });
});
