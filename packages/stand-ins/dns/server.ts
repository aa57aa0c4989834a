import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { decode, encode } from "dns-packet";
import type { Packet } from "dns-packet";
import type { Zone } from "../cloudflare/state.ts";
import { listening, loopback } from "../server/listening.ts";
import { openRequestLog } from "../server/request-log.ts";
import { respond } from "./respond.ts";

/** What the DNS server is started with. */
export interface DnsOptions {
  /** UDP and TCP port on 127.0.0.1; 0 = a free one. */
  readonly port: number;
  /** The zones and their records as they are now; asked for each query. */
  readonly zones: () => readonly Zone[];
  /** Path of the request log: `method` is the type that was asked for, `path` the name, `status` the response code. */
  readonly log: string;
}

/** The server, as it listens. */
export interface RunningDns {
  readonly port: number;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** A query's bytes -> the response's; undefined when there is none to give. */
type Respond = (message: Buffer) => Buffer | undefined;

const idleLimitMs = 10_000;

function read(message: Buffer): Packet | undefined {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
}

function responder({ zones, log }: DnsOptions): Respond {
  const write = openRequestLog(log);
  return (message) => {
    const query = read(message);
    const response = query === undefined ? undefined : respond(query, zones());
    if (query === undefined || response === undefined) return undefined;
    const question = query.questions?.[0];
    const asked = { method: question?.type ?? "", path: question?.name ?? "" };
    write({ time: new Date().toISOString(), ...asked, status: response.code });
    try {
      return encode(response.packet);
    } catch (error) {
      // A defect of this server: one question without an answer, and no end of the process that the APIs share.
      console.error(error);
      return undefined;
    }
  };
}

/** Each message over TCP has its length before it (RFC 1035, 4.2.2); several may come in one piece, one in several. */
function serveConnection(connection: Socket, answer: Respond): void {
  let received: Buffer = Buffer.alloc(0);
  connection.setTimeout(idleLimitMs, () => connection.destroy());
  // The client is gone, and with it whoever could be told.
  connection.on("error", () => connection.destroy());
  connection.on("data", (data: Buffer) => {
    received = Buffer.concat([received, data]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE()) {
      const end = 2 + received.readUInt16BE();
      const response = answer(received.subarray(2, end));
      received = received.subarray(end);
      if (response === undefined) {
        connection.destroy();
        return;
      }
      const length = Buffer.alloc(2);
      length.writeUInt16BE(response.length);
      connection.write(Buffer.concat([length, response]));
    }
  });
}

/**
 * Serves a Cloudflare stand-in's records as DNS, over UDP and TCP on loopback: authoritative for its zones, refusing
 * every other name.
 * @throws Failure when the port is taken
 */
export async function startDns(options: DnsOptions): Promise<RunningDns> {
  const answer = responder(options);
  const connections = new Set<Socket>();
  const tcp = createServer((connection) => {
    connections.add(connection.once("close", () => connections.delete(connection)));
    serveConnection(connection, answer);
  });
  await listening(tcp, options.port, () => tcp.listen(options.port, loopback));
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket("udp4", (message, { port: asker, address }) => {
    const response = answer(message);
    // An asker that is gone has no use for the answer.
    if (response !== undefined) udp.send(response, asker, address, () => undefined);
  });
  const close = async (): Promise<void> => {
    const closed = new Promise((done) => tcp.close(done));
    for (const connection of connections) connection.destroy();
    await closed;
  };
  await listening(udp, port, () => udp.bind(port, loopback)).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    port,
    close: async () => {
      await Promise.all([close(), new Promise<void>((done) => udp.close(done))]);
    },
  };
}
