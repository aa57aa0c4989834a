import { createConnection, type Socket } from "node:net";
import { Failure } from "../../../tools/failure.ts";
import { socketPath } from "../host/socket-path.ts";

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly QMP?: unknown;
}

/** Reads QEMU's monitor messages one at a time; events are passed over. */
async function* replies(socket: Socket): AsyncGenerator<Reply> {
  let rest = "";
  for await (const chunk of socket.setEncoding("utf8")) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = JSON.parse(line) as Reply & { readonly event?: string };
      if (message.event === undefined) yield message;
    }
  }
}

/**
 * Gives QEMU's monitor one command ("savevm clean") and waits for its end.
 * @param seconds the limit
 * @returns what it printed; a message that begins with "Error" is thrown as a Failure
 */
export async function monitor(dir: string, command: string, seconds = 120): Promise<string> {
  const socket = createConnection(socketPath(dir, "mon.sock"));
  const failed = (problem: string): Failure =>
    new Failure("the machine's monitor", `"${command}": ${problem}`, "./rehearse down, then ./rehearse up");
  socket.setTimeout(seconds * 1000, () => socket.destroy(failed(`no answer within ${seconds} s`)));
  const requests = [
    { execute: "qmp_capabilities" },
    { execute: "human-monitor-command", arguments: { "command-line": command } },
  ];
  try {
    for await (const reply of replies(socket)) {
      if (reply.error !== undefined) throw failed(reply.error.desc);
      const request = requests.shift();
      if (request !== undefined) socket.write(`${JSON.stringify(request)}\n`);
      else {
        const said = (typeof reply.return === "string" ? reply.return : "").trim();
        if (/^error/i.test(said)) throw failed(said);
        return said;
      }
    }
  } finally {
    socket.destroy();
  }
  throw failed("the connection was closed");
}
