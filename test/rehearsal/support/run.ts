import { spawn } from "node:child_process";

export interface Ran {
  readonly code: number;
  /** stdout and stderr as a person would have seen them. */
  readonly text: string;
  readonly stdout: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly seconds?: number;
  /** Called once with the process id, for tests that kill it. */
  readonly started?: (pid: number) => void;
  readonly onText?: (all: string) => void;
}

/** Runs a program to its end, or kills it after `seconds` (default 900) and says so in `text`. */
export function run(argv: readonly string[], options: RunOptions): Promise<Ran> {
  const [program = "", ...args] = argv;
  const began = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, NODE_OPTIONS: "", ...options.env },
      detached: true,
    });
    let text = "";
    let stdout = "";
    const limit = setTimeout(
      () => {
        text += `\n[killed by the test after ${options.seconds ?? 900} s]`;
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      },
      (options.seconds ?? 900) * 1000,
    );
    const take = (chunk: Buffer, own: boolean): void => {
      text += chunk.toString();
      if (own) stdout += chunk.toString();
      options.onText?.(text);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      take(chunk, true);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      take(chunk, false);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ code: code ?? 137, text, stdout, seconds: (Date.now() - began) / 1000 });
    });
    if (child.pid !== undefined) options.started?.(child.pid);
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}
