import { say, step } from "../../../tools/progress.ts";
import { lastSnapshot } from "../host/snapshots.ts";
import { closeConnection } from "../host/ssh.ts";
import { loadHost } from "../host/state.ts";
import { qemuPid, stopQemu } from "./qemu.ts";
import { saveSnapshot } from "./snapshots.ts";

/** Saves the machine, so that the next `up` goes on where it was, and ends it. @returns whether one ran */
export async function down(dir: string): Promise<boolean> {
  if (qemuPid(dir) === undefined) return false;
  const host = loadHost();
  if (host !== undefined) {
    try {
      await step("Saving the machine", () => saveSnapshot(host, lastSnapshot));
    } catch (error) {
      say(
        `the machine cannot be saved and will boot next time: ${error instanceof Error ? error.message : String(error)}`,
      );
      await closeConnection(host);
    }
  }
  await stopQemu(dir);
  return true;
}
