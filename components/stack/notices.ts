import * as pulumi from "@pulumi/pulumi";
import { notices } from "../../core/plan/notices.ts";
import type { ServicePlan } from "../../core/plan/plan-types.ts";

/**
 * Says what a person should know before it happens, in a preview as in an `up`. What was before is read from the
 * stack's own outputs, which is a question to the backend and to nobody else.
 */
export async function sayNotices(services: readonly ServicePlan[]): Promise<void> {
  for (const { level, text } of notices(services, await lastServices())) void pulumi.log[level](text);
}

/** The stack's output `services` as the last run left it; undefined where there was none, or it cannot be read. */
async function lastServices(): Promise<unknown> {
  // Whatever keeps it from being known must not keep anything from being done.
  try {
    const name = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
    const answer = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as Partial<Answer>;
    return answer.outputs?.["services"];
  } catch (error) {
    void pulumi.log.info(`what was before could not be read: ${String(error).split("\n")[0] ?? ""}`);
    return undefined;
  }
}

interface Answer {
  readonly outputs: Readonly<Record<string, unknown>>;
}
