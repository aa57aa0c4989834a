import { step } from "../../../tools/progress.ts";
import { withLock } from "../vm/lock.ts";
import { checkSnapshotName, loadSnapshot, saveSnapshot } from "../vm/snapshots.ts";
import { startStandIns } from "../vm/stand-ins.ts";
import { requireVm } from "../vm/state.ts";
import { expectWords, type Command } from "./command.ts";

export const snapshotCommand: Command = {
  verb: "snapshot",
  usage: "NAME",
  summary: "keep the machine, its stack and the stand-in APIs as they are now",
  run: async (words) => {
    expectWords(words, 1);
    const [name = ""] = words;
    checkSnapshotName(name);
    const vm = requireVm();
    await withLock(vm.dir, () => step(`Saving snapshot ${name}`, () => saveSnapshot(vm, name)));
    return 0;
  },
};

export const restoreCommand: Command = {
  verb: "restore",
  usage: "NAME",
  summary: "put the machine, its stack and the stand-in APIs back to a snapshot",
  run: async (words) => {
    expectWords(words, 1);
    const [name = ""] = words;
    checkSnapshotName(name);
    const vm = requireVm();
    await withLock(vm.dir, async () => {
      await step(`Restoring snapshot ${name}`, () => loadSnapshot(vm, name));
      await startStandIns(vm.dir);
    });
    return 0;
  },
};
