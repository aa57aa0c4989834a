import { step } from "../progress.ts";
import { withLock } from "../vm/lock.ts";
import { checkSnapshotName, loadSnapshot, saveSnapshot } from "../vm/snapshots.ts";
import { requireVm } from "../vm/state.ts";
import { expectWords, type Command } from "./command.ts";

export const snapshotCommand: Command = {
  verb: "snapshot",
  usage: "NAME",
  summary: "keep the machine and its stack as they are now",
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
  summary: "put the machine and its stack back to a snapshot",
  run: async (words) => {
    expectWords(words, 1);
    const [name = ""] = words;
    checkSnapshotName(name);
    const vm = requireVm();
    await withLock(vm.dir, () => step(`Restoring snapshot ${name}`, () => loadSnapshot(vm, name)));
    return 0;
  },
};
