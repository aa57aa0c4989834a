import * as pulumi from "@pulumi/pulumi";
import { type Noticed, notices } from "../../core/plan/notices.ts";

/**
 * Prints notices before anything happens, in a preview and in an `up`. The earlier state is read from the stack's own
 * outputs, which needs a request to the backend only.
 */
export async function sayNotices(plan: Noticed): Promise<void> {
  for (const { level, text } of notices(plan, await lastServices())) void pulumi.log[level](text);
}

/** The stack output `__services` of the last run; undefined if there is none, or if it cannot be read. */
async function lastServices(): Promise<unknown> {
  // A failure here must not stop the run.
  try {
    const name = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
    const answer = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as Partial<Answer>;
    return answer.outputs?.["__services"];
  } catch (error) {
    void pulumi.log.info(`the outputs of the last run could not be read: ${String(error).split("\n")[0] ?? ""}`);
    return undefined;
  }
}

interface Answer {
  readonly outputs: Readonly<Record<string, unknown>>;
}
