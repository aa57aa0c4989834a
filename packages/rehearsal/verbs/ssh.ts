import { attach } from "../vm/ssh.ts";
import { requireVm } from "../vm/state.ts";
import type { Command } from "./command.ts";

export const sshCommand: Command = {
  verb: "ssh",
  usage: "[CMD…]",
  summary: "root's shell in the machine, or one command there (its exit code is passed on)",
  run: (words) => attach(requireVm(), words),
};

export const logsCommand: Command = {
  verb: "logs",
  usage: "SERVICE",
  summary: "the log of a service, like `homelab logs SERVICE` on a host",
  run: (words) => attach(requireVm(), ["homelab", "logs", ...words]),
};
