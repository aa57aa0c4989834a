import { stopApis } from "../../stand-ins/start.ts";
import { say } from "../../../tools/progress.ts";
import { down } from "../vm/down.ts";
import { withLock } from "../vm/lock.ts";
import { apisFolder } from "../vm/snapshots.ts";
import { vmDir, vmName } from "../vm/state.ts";
import { expectWords, type Command } from "./command.ts";

export const downCommand: Command = {
  verb: "down",
  usage: "",
  summary: "save and end the machine and the stand-in APIs; `up` goes on where they were",
  run: async (words) => {
    expectWords(words, 0);
    const ran = await withLock(vmDir(), async () => {
      await stopApis(apisFolder(vmDir()));
      return down();
    });
    say(ran ? `The machine "${vmName()}" is down.` : `The machine "${vmName()}" was not running.`);
    return 0;
  },
};
