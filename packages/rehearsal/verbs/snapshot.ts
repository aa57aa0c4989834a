import { step } from "../../../tools/progress.ts";
import { presentKind } from "../host/kinds.ts";
import { withLock } from "../host/lock.ts";
import { checkSnapshotName } from "../host/snapshots.ts";
import { startStandIns } from "../host/stand-ins.ts";
import { requireHost, type Host } from "../host/state.ts";
import { expectWords, type Command } from "./command.ts";

async function withSnapshot(
  words: readonly string[],
  work: (host: Host, name: string) => Promise<void>,
): Promise<number> {
  expectWords(words, 1);
  const [name = ""] = words;
  checkSnapshotName(name);
  const host = requireHost();
  await withLock(host.dir, () => work(host, name));
  return 0;
}

export const snapshotCommand: Command = {
  verb: "snapshot",
  usage: "NAME",
  summary: "save the host, its stack and the stand-in APIs",
  run: (words) =>
    withSnapshot(words, (host, name) => step(`Saving snapshot ${name}`, () => presentKind().save(host, name))),
};

export const restoreCommand: Command = {
  verb: "restore",
  usage: "NAME",
  summary: "restore the host, its stack and the stand-in APIs from a snapshot",
  run: (words) =>
    withSnapshot(words, async (host, name) => {
      await step(`Restoring snapshot ${name}`, () => presentKind().load(host, name));
      await startStandIns(host.dir);
    }),
};
