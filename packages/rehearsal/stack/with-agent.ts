import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { stdin } from "node:process";
import { withSshKey } from "../../../tools/with-ssh-key.ts";

/** A command to run with a private ssh-agent. */
export interface AgentCommand {
  /** Path of the private key the agent is given. */
  readonly key: string;
  readonly command: readonly string[];
  readonly cwd: string;
  /** Added to this process's environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a command in the foreground with an ssh-agent that holds one key and ends with the command,
 * also when this process is killed. SIGINT and SIGTERM reach the command exactly once: `pulumi`
 * takes a second one as "stop at once and lose what is running".
 * @returns the command's exit code; 128 + n when signal n ended it
 */
export function runWithAgent({ key, command, cwd, env }: AgentCommand): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "homelab-agent-"));
  const args = ["-a", join(folder, "socket"), ...withSshKey(key, ...command)];
  const child = spawn("ssh-agent", args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: "inherit",
    // Without a terminal a group of its own keeps signals to our whole group from arriving twice.
    // With one the command must stay in the foreground group to be able to ask.
    detached: !stdin.isTTY,
  });
  const forward = (signal: NodeJS.Signals): void => {
    const sentByTerminal = stdin.isTTY && signal === "SIGINT";
    if (!sentByTerminal) child.kill(signal);
  };
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM"];
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve) => {
    const end = (code: number): void => {
      for (const signal of signals) process.off(signal, forward);
      rmSync(folder, { recursive: true, force: true });
      resolve(code);
    };
    child.once("error", () => {
      end(127);
    });
    child.once("close", (code, signal) => {
      end(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
