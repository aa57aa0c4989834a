import { openDnsTunnel } from "../vm/dns-tunnel.ts";
import { attach } from "../vm/ssh.ts";
import { requireVm } from "../vm/state.ts";
import type { Command } from "./command.ts";

// A tunnel costs a connection of its own: only for who may ask for DNS records, by hand or in a smoke test.
const mayAskDns = (words: readonly string[]): boolean =>
  words.length === 0 || /^homelab smoke( |$)/.test(words.join(" "));

export const sshCommand: Command = {
  verb: "ssh",
  usage: "[CMD…]",
  summary: "root's shell in the machine, or one command there (its exit code is passed on)",
  run: async (words) => {
    const vm = requireVm();
    const closeTunnel = mayAskDns(words) ? openDnsTunnel(vm) : undefined;
    try {
      return await attach(vm, words);
    } finally {
      closeTunnel?.();
    }
  },
};

export const logsCommand: Command = {
  verb: "logs",
  usage: "SERVICE",
  summary: "the log of a service, like `homelab logs SERVICE` on a host",
  run: (words) => attach(requireVm(), ["homelab", "logs", ...words]),
};
