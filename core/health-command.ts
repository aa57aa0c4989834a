import { argument, type Encoded, EncodingError, jsonArgument } from "./encode.ts";
import type { Health } from "./service.ts";

/** Folder of the host with a static busybox and two probe scripts, and where containers see it. */
export const PROBE_FOLDER = { source: "/var/lib/homelab/probe", target: "/homelab" } as const;

/** Whether a check runs the host's probe, so that it needs nothing of the image. */
export const usesProbe = (health: Health): boolean => health.kind !== "command";

/** Value of `HealthCmd=`: a command that podman runs without a shell, which an image need not have. */
export function healthCommand(health: Health): Encoded {
  switch (health.kind) {
    case "http":
      return withoutShell(["/homelab/busybox", "sh", "/homelab/http", String(health.port), health.path]);
    case "tcp":
      return withoutShell(["/homelab/busybox", "sh", "/homelab/tcp", String(health.port)]);
    case "command":
      return withoutShell(health.command);
  }
}

/**
 * Podman 5.4 runs a JSON array of two or more words as it is. It hands an array of one word to a shell, and
 * an array that begins with one of its own keywords loses its quoting, so these two are written differently.
 */
function withoutShell(command: readonly string[]): Encoded {
  const [program = ""] = command;
  if (/^(cmd|cmd-shell|none)$/i.test(program))
    throw new EncodingError(`podman reads ${program} as a keyword, not as a program`);
  if (command.length > 1) return jsonArgument(command);
  if (/\s/.test(program)) throw new EncodingError(`${JSON.stringify(program)} has a blank: give each word by itself`);
  return argument(`CMD ${program}`);
}
