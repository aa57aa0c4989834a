import { attach } from "../host/ssh.ts";
import { requireHost } from "../host/state.ts";
import type { Command } from "./command.ts";

export const sshCommand: Command = {
  verb: "ssh",
  usage: "[CMD…]",
  summary: "open a root shell in the host, or run one command there (with its exit code)",
  run: (words) => attach(requireHost(), words),
};

export const logsCommand: Command = {
  verb: "logs",
  usage: "SERVICE",
  summary: "show the log of a service, like `homelab logs SERVICE` on a host",
  run: (words) => attach(requireHost(), ["homelab", "logs", ...words]),
};
