import { say } from "../../../tools/progress.ts";
import type { Host } from "../host/state.ts";
import { runPulumi } from "./run.ts";

/**
 * Settles what a killed `pulumi` left in the stack's state: its lock, and resources whose creation
 * it did not see the end of. The host is not touched; the next `up` runs their scripts again.
 * @returns 0, or pulumi's exit code of the step that failed
 */
export async function recover(vm: Host): Promise<number> {
  say("Freeing the stack's lock: pulumi cancel");
  const freed = await runPulumi(vm, ["cancel", "-y"]);
  if (freed !== 0) return freed;
  say("Clearing interrupted creations: pulumi refresh --clear-pending-creates");
  const cleared = await runPulumi(vm, ["refresh", "--clear-pending-creates", "--skip-preview", "-y"]);
  if (cleared === 0) say("Done; ./rehearse pulumi up runs the interrupted steps again.");
  return cleared;
}
