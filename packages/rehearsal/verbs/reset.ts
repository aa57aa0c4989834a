import { step } from "../../../tools/progress.ts";
import { kindToStart } from "../host/kinds.ts";
import { withLock } from "../host/lock.ts";
import { cleanSnapshot, restoreCompanions } from "../host/snapshots.ts";
import { startStandIns } from "../host/stand-ins.ts";
import { hostDir, loadHost } from "../host/state.ts";
import { expectWords, type Command } from "./command.ts";

export const resetCommand: Command = {
  verb: "reset",
  usage: "",
  summary: "return to an empty host, stack and stand-in APIs, as after the first `up`",
  run: async (words) => {
    expectWords(words, 0);
    const kind = await kindToStart(undefined);
    const dir = hostDir();
    await withLock(dir, async () => {
      const host = loadHost();
      if (host !== undefined) await step("Restoring the clean host", () => kind.load(host, cleanSnapshot));
      else {
        await kind.up(dir, cleanSnapshot);
        await restoreCompanions(dir, cleanSnapshot);
      }
      await startStandIns(dir);
    });
    return 0;
  },
};
