import { spawn, type SpawnOptions } from "node:child_process";
import { Failure } from "./failure.ts";

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Text for its stdin; without it stdin is empty. */
  readonly input?: string;
  /** Limit in seconds after which it is killed. */
  readonly seconds: number;
  /** What the command is for; begins the error a person sees. */
  readonly purpose: string;
  /** What a person can do when it fails. */
  readonly fix: string;
}

/** What a command left behind. A command that a signal ended has code 128. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ending = (text: string): string => text.trim().split("\n").slice(-8).join("\n    ");

/**
 * Runs a command to its end and collects its output, whatever its exit code.
 * Rejects with a Failure when it cannot be started or passes its time limit.
 */
export function tryCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const spawnOptions: SpawnOptions = { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...options.env } };
  if (options.cwd !== undefined) spawnOptions.cwd = options.cwd;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, spawnOptions);
    let stdout = "";
    let stderr = "";
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Failure(options.purpose, `${command} did not end within ${options.seconds} s`, options.fix));
    }, options.seconds * 1000);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new Failure(options.purpose, `${command} cannot be started (${error.message})`, options.fix));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 128, stdout, stderr });
    });
    // A command may end without reading its stdin.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input ?? "");
  });
}

/** Like tryCommand, but a non-zero exit is a Failure that shows the command's last lines. @returns stdout */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await tryCommand(command, args, options);
  if (code === 0) return stdout;
  const said = ending(stderr === "" ? stdout : stderr);
  throw new Failure(options.purpose, `${command} ended with code ${code}\n    ${said}`, options.fix);
}
