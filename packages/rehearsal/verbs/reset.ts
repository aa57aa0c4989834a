import { step } from "../../../tools/progress.ts";
import { withLock } from "../vm/lock.ts";
import { cleanSnapshot, loadSnapshot, restoreCompanions } from "../vm/snapshots.ts";
import { startStandIns } from "../vm/stand-ins.ts";
import { loadVm, vmDir } from "../vm/state.ts";
import { up } from "../vm/up.ts";
import { expectWords, type Command } from "./command.ts";

export const resetCommand: Command = {
  verb: "reset",
  usage: "",
  summary: "empty machine, stack and stand-in APIs, as after the first `up`",
  run: async (words) => {
    expectWords(words, 0);
    await withLock(vmDir(), async () => {
      const vm = loadVm();
      if (vm !== undefined) await step("Putting the machine back", () => loadSnapshot(vm, cleanSnapshot));
      else {
        await up(cleanSnapshot);
        await restoreCompanions(vmDir(), cleanSnapshot);
      }
      await startStandIns(vmDir());
    });
    return 0;
  },
};
