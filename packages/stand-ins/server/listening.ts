import { once } from "node:events";
import type { EventEmitter } from "node:events";
import { Failure } from "../../../tools/failure.ts";

/** The one address on which stand-ins listen. */
export const loopback = "127.0.0.1";

/**
 * Waits until a server listens.
 * @param start makes it listen on this port of the loopback address
 * @throws Failure when the port is taken
 */
export async function listening(server: EventEmitter, port: number, start: () => void): Promise<void> {
  const ready = once(server, "listening");
  start();
  await ready.catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Failure(`port ${port} on ${loopback}`, problem, "end what uses it, or choose another port");
  });
}
