import * as authentik from "@pulumi/authentik";
import type * as pulumi from "@pulumi/pulumi";
import {
  ENROLLMENT_FIELDS,
  ENROLLMENT_FLOW,
  GROUPS_EXPRESSION,
  VALID_EXPRESSION,
} from "../../core/authentik/enrollment.ts";
import type { ChildOptions } from "../component.ts";

/**
 * The enrollment flow, with which only people with an invitation get an account: a form, the account with the groups
 * of the invitation, and the first sign-in.
 * @param name the prefix of the logical names
 * @param own options of all its resources
 */
export function enrollmentFlow(name: string, own: ChildOptions): void {
  const stages = enrollmentStages(name, own);
  const flow = new authentik.Flow(
    `${name}-enrollment`,
    {
      name: ENROLLMENT_FLOW,
      slug: ENROLLMENT_FLOW,
      title: "Welcome home",
      designation: "enrollment",
      authentication: "require_unauthenticated",
      deniedAction: "message",
    },
    own,
  );
  const step = (role: keyof typeof stages, order: number, dependsOn: pulumi.Resource[] = []) =>
    new authentik.FlowStageBinding(
      `${name}-enrollment-step-${role}`,
      // Evaluated when the step is reached, because only then does the flow know its invitation.
      { target: flow.uuid, stage: stages[role].id, order, evaluateOnPlan: false, reEvaluatePolicies: true },
      { ...own, dependsOn },
    );
  // Created first and deleted last: without it, the flow would give an account to everybody.
  const invitation = step("invitation", 10);
  // Authentik skips a step whose policy fails, and the last step denies a sign-in without an account.
  const prompt = step("prompt", 20, [invitation]);
  const valid = policy(`${name}-enrollment-valid`, "valid", VALID_EXPRESSION, prompt, own);
  const write = step("write", 30, [invitation, valid]);
  step("login", 40, [invitation, policy(`${name}-enrollment-groups`, "groups", GROUPS_EXPRESSION, write, own)]);
}

/** The stages of the flow. */
function enrollmentStages(name: string, own: ChildOptions) {
  const fields = ENROLLMENT_FIELDS.map(
    ({ key, ...field }) =>
      new authentik.StagePromptField(
        `${name}-enrollment-field-${key.replace("_", "-")}`,
        { name: `${ENROLLMENT_FLOW}-${key}`, fieldKey: key, required: true, ...field },
        own,
      ).id,
  );
  const named = (role: string) => ({ name: `${ENROLLMENT_FLOW}-${role}` });
  const logical = (role: string): string => `${name}-enrollment-${role}`;
  return {
    invitation: new authentik.StageInvitation(
      logical("invitation"),
      { ...named("invitation"), continueFlowWithoutInvitation: false },
      own,
    ),
    prompt: new authentik.StagePrompt(logical("prompt"), { ...named("prompt"), fields }, own),
    write: new authentik.StageUserWrite(
      logical("write"),
      {
        ...named("write"),
        createUsersAsInactive: false,
        // Never changes the account of a person who is signed in with this browser.
        userCreationMode: "always_create",
        userType: "internal",
      },
      own,
    ),
    login: new authentik.StageUserLogin(logical("login"), named("login"), own),
  };
}

/** A Python policy that decides about a step, and its binding. */
function policy(
  logical: string,
  role: string,
  expression: string,
  step: authentik.FlowStageBinding,
  own: ChildOptions,
): pulumi.Resource {
  const made = new authentik.PolicyExpression(logical, { name: `${ENROLLMENT_FLOW}-${role}`, expression }, own);
  return new authentik.PolicyBinding(
    `${logical}-bound`,
    { target: step.id, policy: made.id, order: 0 },
    { ...own, deleteBeforeReplace: true },
  );
}
