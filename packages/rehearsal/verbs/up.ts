import { say } from "../../../tools/progress.ts";
import { withLock } from "../vm/lock.ts";
import { startStandIns } from "../vm/stand-ins.ts";
import { vmDir } from "../vm/state.ts";
import { up } from "../vm/up.ts";
import { expectWords, type Command } from "./command.ts";

export const upCommand: Command = {
  verb: "up",
  usage: "",
  summary: "start the machine and the stand-in APIs; build the machine first (about 8 minutes, once)",
  run: async (words) => {
    expectWords(words, 0);
    const vm = await withLock(vmDir(), async () => {
      const started = await up();
      await startStandIns(started.dir);
      return started;
    });
    say(`The machine "${vm.name}" runs: ssh on 127.0.0.1:${vm.ports.ssh}, https on 127.0.0.1:${vm.ports.https}.`);
    return 0;
  },
};
