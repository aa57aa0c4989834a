import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../../tools/failure.ts";
import { step } from "../../../tools/progress.ts";
import { closeConnection, inHost } from "../host/ssh.ts";
import { requireHost, type Host } from "../host/state.ts";
import { expectWords, type Command } from "./command.ts";

const limit = 600_000;

const bootId = (host: Host): Promise<string> => inHost(host, "cat /proc/sys/kernel/random/boot_id", 30);

async function reboot(host: Host): Promise<void> {
  const before = await bootId(host);
  await inHost(host, "systemd-run --quiet --on-active=0.1 systemctl reboot");
  await closeConnection(host);
  const until = Date.now() + limit;
  while (Date.now() < until) {
    const now = await bootId(host).catch(() => before);
    if (now !== before) return;
    await sleep(100);
  }
  throw new Failure("the host", `did not come back within ${limit / 1000} s`, `see ${host.dir}/console.log`);
}

export const rebootCommand: Command = {
  verb: "reboot",
  usage: "",
  summary: "reboot the host with its own systemd, and wait until it answers again",
  run: async (words) => {
    expectWords(words, 0);
    await step("Rebooting the host", () => reboot(requireHost()));
    return 0;
  },
};
