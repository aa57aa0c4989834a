import { isUtf8 } from "node:buffer";
import { constants } from "node:os";
import type { Client, ClientChannel } from "ssh2";
import type { Connection } from "./connection.ts";
import { dial } from "./dial.ts";
import { HANGING_LINE, LineSplitter } from "./line-splitter.ts";

/** One command to run on a host. */
export interface RemoteRun {
  readonly connection: Connection;
  readonly command: string;
  readonly stdin: string;
  /** Which streams are shown line by line while the command runs. */
  readonly logging: "stdout" | "stderr" | "stdoutAndStderr" | "none";
  /** Offered to the host; a stock sshd takes LANG and LC_* only. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a command printed, without the last line's end. */
export interface RemoteOutput {
  readonly stdout: string;
  readonly stderr: string;
}

interface Ended extends RemoteOutput {
  /** stdout and stderr in the order in which they came. */
  readonly all: string;
  /** Why the command counts as failed, or undefined when it exited with 0. */
  readonly failure?: string;
}

function openChannel(client: Client, run: RemoteRun): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(run.command, { env: run.environment }, (error, channel) => {
      if (error === undefined) resolve(channel);
      else reject(new Error(`ssh: ${error.message}`));
    });
  });
}

function failureOf(code: number | null | undefined, signal: string | undefined): string | undefined {
  if (code === 0) return undefined;
  if (typeof code === "number") return `Process exited with status ${code}`;
  if (signal !== undefined) {
    const name = signal.replace(/^SIG/, "");
    return `Process exited with status ${128 + constants.signals[`SIG${name}` as NodeJS.Signals]} from signal ${name}`;
  }
  return "wait: remote command exited without exit status or exit signal";
}

function follow(channel: ClientChannel, run: RemoteRun, log: (line: string) => void): Promise<Ended> {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[], all: [] as Buffer[] };
  const splitters: LineSplitter[] = [];
  const collect = (name: "stdout" | "stderr", stream: NodeJS.ReadableStream): void => {
    const shown = run.logging === name || run.logging === "stdoutAndStderr";
    const lines = new LineSplitter(log);
    if (shown) splitters.push(lines);
    stream.on("data", (chunk: Buffer) => {
      chunks[name].push(chunk);
      chunks.all.push(chunk);
      if (shown) lines.push(chunk);
    });
  };
  collect("stdout", channel);
  collect("stderr", channel.stderr);
  // A command that does not read its input closes the stream early; its exit status tells how it went.
  channel.on("error", () => undefined);
  const bytes = (list: Buffer[]): Buffer => Buffer.concat(list);
  const text = (list: Buffer[]): string => bytes(list).toString();
  return new Promise((resolve, reject) => {
    let exit: { code?: number | null; signal?: string } = {};
    channel.on("exit", (code: number | null, signal?: string) => {
      exit = { code, ...(signal === undefined ? {} : { signal }) };
    });
    channel.on("close", () => {
      for (const splitter of splitters) splitter.end();
      // What the official plugin cannot do is refused here, so that a rehearsal shows it.
      if (splitters.some(({ hangs }) => hangs)) {
        reject(new Error(`a line of ${HANGING_LINE} bytes or more was logged: the official plugin would hang over it`));
        return;
      }
      if (![chunks.stdout, chunks.stderr].every((list) => isUtf8(bytes(list)))) {
        reject(new Error("string field contains invalid UTF-8"));
        return;
      }
      const failure = failureOf(exit.code, exit.signal);
      const output = { stdout: text(chunks.stdout), stderr: text(chunks.stderr), all: text(chunks.all) };
      resolve({ ...output, ...(failure === undefined ? {} : { failure }) });
    });
    channel.end(run.stdin);
  });
}

/**
 * Runs one command on a host over a connection of its own.
 * @param log receives status lines: failed dials always, output as `logging` says
 * @throws Error with the whole command and all it printed, as the official plugin words it
 */
export async function runRemote(run: RemoteRun, log: (line: string) => void): Promise<RemoteOutput> {
  const client = await dial(run.connection, log);
  try {
    const ended = await follow(await openChannel(client, run), run, log);
    if (ended.failure !== undefined) {
      throw new Error(`${ended.failure}: running ${JSON.stringify(run.command)}:\n${ended.all}`);
    }
    return { stdout: ended.stdout.replace(/\n$/, ""), stderr: ended.stderr.replace(/\n$/, "") };
  } finally {
    client.end();
  }
}
