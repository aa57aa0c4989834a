import {
  ENROLLMENT_FIELDS,
  ENROLLMENT_FLOW,
  GROUPS_EXPRESSION,
  VALID_EXPRESSION,
} from "../../core/authentik/enrollment.ts";
import type { Body, TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";

/** The enrollment flow that the program makes, made by the API alone. */
export async function makeEnrollmentFlow(authentik: TestAuthentik): Promise<Body> {
  const named = (name: string): Body => ({ name: `${ENROLLMENT_FLOW}-${name}` });
  const what = { designation: "enrollment", authentication: "require_unauthenticated", title: "Welcome" };
  const flow = await authentik.create("/flows/instances/", { name: "e", slug: ENROLLMENT_FLOW, ...what });
  const fields: unknown[] = [];
  for (const { key, ...field } of ENROLLMENT_FIELDS)
    fields.push(
      (await authentik.create("/stages/prompt/prompts/", { ...named(key), ...field, field_key: key, required: true }))[
        "pk"
      ],
    );
  const write = { user_creation_mode: "always_create", user_type: "internal" };
  const stages = [
    await authentik.create("/stages/invitation/stages/", named("invitation")),
    await authentik.create("/stages/prompt/stages/", { ...named("prompt"), fields }),
    await authentik.create("/stages/user_write/", { ...named("write"), ...write }),
    await authentik.create("/stages/user_login/", named("login")),
  ];
  const policies: Readonly<Record<number, string>> = { 1: VALID_EXPRESSION, 2: GROUPS_EXPRESSION };
  for (const [index, { pk: stage }] of stages.entries()) {
    const step = await authentik.create("/flows/bindings/", { target: flow["pk"], stage, order: index });
    const expression = policies[index];
    if (expression === undefined) continue;
    const policy = await authentik.create("/policies/expression/", { ...named(`policy-${index}`), expression });
    await authentik.create("/policies/bindings/", { target: step["pk"], policy: policy["pk"], order: 0 });
  }
  return flow;
}
