import { attach } from "../host/ssh.ts";
import { requireHost } from "../host/state.ts";
import type { Command } from "./command.ts";

export const sshCommand: Command = {
  verb: "ssh",
  usage: "[CMD…]",
  summary: "root's shell in the host, or one command there (its exit code is passed on)",
  run: (words) => attach(requireHost(), words),
};

export const logsCommand: Command = {
  verb: "logs",
  usage: "SERVICE",
  summary: "the log of a service, like `homelab logs SERVICE` on a host",
  run: (words) => attach(requireHost(), ["homelab", "logs", ...words]),
};
