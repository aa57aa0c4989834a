import type { IncomingMessage, ServerResponse } from "node:http";
import { request } from "node:https";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
import { Sidecars } from "../support/sidecars.ts";
import { checked } from "../support/sso-samples.ts";

// The real Caddy, and an application that sends a byte every 50 ms over whatever is open.

// Longer than the grace period of the Caddyfile, after which Caddy stops waiting for open requests.
const PAUSE = 4_000;
const service = { ...checked, drainSeconds: 6 };
let sidecars: Sidecars | undefined;
let port = 0;

function application(incoming: IncomingMessage, response: ServerResponse): void {
  const { socket } = incoming;
  const upgrade = incoming.headers.upgrade !== undefined;
  if (upgrade) socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  const timer = setInterval(() => (upgrade ? socket : response).write("."), 50);
  socket.on("close", () => {
    clearInterval(timer);
  });
  socket.on("error", () => undefined);
}

beforeAll(async () => {
  sidecars = new Sidecars((await ensureValidators()).caddy);
  port = await sidecars.start(service, await sidecars.listen(application));
}, 600_000);

afterAll(() => sidecars?.stop());

/** Opens a stream or a websocket that stays open. */
function open(headers: Readonly<Record<string, string>> = {}): Promise<Readable> {
  const host = "papers.home.test";
  const options = { host: "127.0.0.1", port, path: "/public/", servername: host, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...options, agent: false, headers: { host, ...headers } }, resolve);
    outgoing.on("upgrade", (_, socket) => {
      resolve(socket);
    });
    outgoing.on("error", reject).end();
  });
}

/** Bytes that arrive while so many milliseconds pass. */
async function arriving(stream: Readable, milliseconds: number): Promise<number> {
  let bytes = 0;
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
  };
  stream.on("data", count).on("error", () => undefined);
  await setTimeout(milliseconds);
  stream.off("data", count);
  return bytes;
}

test("a reload leaves websockets and streams open for the drain time, and cuts websockets after it", async () => {
  const websocket = await open({ connection: "Upgrade", upgrade: "websocket" });
  const stream = await open();
  expect(await arriving(websocket, 300)).toBeGreaterThan(0);
  sidecars?.reload(service);
  await Promise.all([arriving(websocket, PAUSE), arriving(stream, PAUSE)]);
  const [framed, streamed] = await Promise.all([arriving(websocket, 500), arriving(stream, 500)]);
  expect([framed > 0, streamed > 0]).toEqual([true, true]);
  await Promise.all([arriving(websocket, PAUSE), arriving(stream, PAUSE)]);
  const [after, still] = await Promise.all([arriving(websocket, 500), arriving(stream, 500)]);
  expect([after, still > 0]).toEqual([0, true]);
  stream.destroy();
}, 60_000);
