import { say, step } from "../../../tools/progress.ts";
import { qemuPid, stopQemu } from "./qemu.ts";
import { lastSnapshot, saveSnapshot } from "./snapshots.ts";
import { closeConnection } from "./ssh.ts";
import { loadVm, vmDir } from "./state.ts";

/** Saves the machine, so that the next `up` goes on where it was, and ends it. @returns whether one ran */
export async function down(): Promise<boolean> {
  const dir = vmDir();
  if (qemuPid(dir) === undefined) return false;
  const vm = loadVm();
  if (vm !== undefined) {
    try {
      await step("Saving the machine", () => saveSnapshot(vm, lastSnapshot));
    } catch (error) {
      say(`it cannot be saved and will boot next time: ${error instanceof Error ? error.message : String(error)}`);
      await closeConnection(vm);
    }
  }
  await stopQemu(dir);
  return true;
}
