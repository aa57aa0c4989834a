import { say } from "../../../tools/progress.ts";
import { kindToStart } from "../host/kinds.ts";
import { withLock } from "../host/lock.ts";
import { startStandIns } from "../host/stand-ins.ts";
import { hostDir } from "../host/state.ts";
import { UsageError, type Command } from "./command.ts";

function askedFor(words: readonly string[]): "vm" | "namespaces" | undefined {
  const [word, ...more] = words;
  if (more.length > 0) throw new UsageError("takes one option at most");
  if (word === undefined) return undefined;
  if (word === "--vm") return "vm";
  if (word === "--namespaces") return "namespaces";
  throw new UsageError(`has no option ${word}`);
}

export const upCommand: Command = {
  verb: "up",
  usage: "[--vm]",
  summary: "start the host and the stand-in APIs; --vm for a virtual machine with real OpenZFS",
  run: async (words) => {
    const kind = await kindToStart(askedFor(words));
    const dir = hostDir();
    const host = await withLock(dir, async () => {
      const started = await kind.up(dir);
      await startStandIns(dir);
      return started;
    });
    for (const sentence of kind.standIns()) say(`  a stand-in: ${sentence}`);
    const { ssh, https } = host.ports;
    say(`The host "${host.name}" (${kind.name}) runs: ssh on 127.0.0.1:${ssh}, https on 127.0.0.1:${https}.`);
    return 0;
  },
};
