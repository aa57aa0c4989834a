import { stopApis } from "../../stand-ins/start.ts";
import { say } from "../../../tools/progress.ts";
import { presentKind } from "../host/kinds.ts";
import { withLock } from "../host/lock.ts";
import { apisFolder } from "../host/snapshots.ts";
import { hostDir, hostName } from "../host/state.ts";
import { expectWords, type Command } from "./command.ts";

export const downCommand: Command = {
  verb: "down",
  usage: "",
  summary: "stop the host and the stand-in APIs; `up` continues with their data",
  run: async (words) => {
    expectWords(words, 0);
    const dir = hostDir();
    const ran = await withLock(dir, async () => {
      await stopApis(apisFolder(dir));
      return presentKind().down(dir);
    });
    say(ran ? `The host "${hostName()}" is down.` : `The host "${hostName()}" was not running.`);
    return 0;
  },
};
