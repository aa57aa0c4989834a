import { runOwn } from "../stack/own-command.ts";
import { recover } from "../stack/recover.ts";
import { runPulumi } from "../stack/run.ts";
import { requireHost } from "../host/state.ts";

/** Runs pulumi against the running machine. @returns its exit code */
export function runPulumiVerb(words: readonly string[]): Promise<number> {
  return runPulumi(requireHost(), words);
}

/** Settles the stack after a killed run. @returns the exit code of the step that failed, or 0 */
export function runRecoverVerb(): Promise<number> {
  return recover(requireHost());
}

/** Invites people to the rehearsal's Authentik. @returns the exit code */
export function runInviteVerb(words: readonly string[]): Promise<number> {
  return runOwn("commands/invite/main.ts", requireHost(), words);
}

/** Takes over what the rehearsal's Authentik and Cloudflare have already. @returns the exit code */
export function runAdoptVerb(words: readonly string[]): Promise<number> {
  return runOwn("commands/adopt/main.ts", requireHost(), words);
}

/** Compares the rehearsal's host and APIs with what was applied to them. @returns the exit code */
export function runDriftVerb(words: readonly string[]): Promise<number> {
  return runOwn("commands/drift/main.ts", requireHost(), words);
}
