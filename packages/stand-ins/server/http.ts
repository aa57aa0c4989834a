import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { answerControl } from "./control.ts";
import { Faults } from "./faults.ts";
import type { TakenFaults } from "./faults.ts";
import { listening, loopback } from "./listening.ts";
import type { ApiAnswer, ApiRequest } from "./messages.ts";
import { openRequestLog } from "./request-log.ts";

/** What makes a stand-in out of the server. */
export interface ApiOptions {
  /** TCP port on 127.0.0.1; 0 = a free one. */
  readonly port: number;
  /** Path of the request log. */
  readonly log: string;
  readonly handle: (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>;
  /** The body of an answer that a fault switch or a defect makes, in the API's own form. */
  readonly errorBody: (status: number, message: string) => unknown;
  /** What GET /_stand-in/state shows, secrets masked. */
  readonly showState: () => unknown;
  /** Further requests below /_stand-in/ that this stand-in alone has; undefined for any other. */
  readonly control?: (request: Omit<ApiRequest, "lost">) => ApiAnswer | undefined;
}

/** A server that listens. */
export interface RunningApi {
  /** "http://127.0.0.1:PORT", without a slash at the end. */
  readonly url: string;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

async function readRequest(incoming: IncomingMessage): Promise<Omit<ApiRequest, "lost">> {
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  const { method = "GET", headers } = incoming;
  return { method, path: url.pathname, query: url.searchParams, headers, text: await text(incoming) };
}

function send(response: ServerResponse, { status, body, headers = {} }: ApiAnswer): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === "string" ? value : [...value]);
  }
  response.statusCode = status;
  if (body === undefined) {
    response.end();
    return;
  }
  if (typeof body !== "string") response.setHeader("content-type", "application/json");
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** What the fault switches make of a request; undefined means that the connection is dropped. */
async function answerFaulty(
  request: Omit<ApiRequest, "lost">,
  { fault }: TakenFaults,
  { handle, errorBody }: ApiOptions,
): Promise<ApiAnswer | undefined> {
  if (fault?.kind === "status") {
    const body = fault.empty ? undefined : errorBody(fault.status, "made to fail by a fault switch of the stand-in");
    const headers = fault.retry ? { "retry-after": String(fault.retryAfter) } : { "x-should-retry": "false" };
    return { status: fault.status, body, headers };
  }
  if (fault?.kind === "drop" && fault.when === "before") return undefined;
  const answer = await handle({ ...request, lost: fault?.kind === "lost" });
  return fault?.kind === "drop" || answer.drop === true ? undefined : answer;
}

function faultNames({ delayMs, fault }: TakenFaults): { faults?: string[] } {
  const named = fault?.kind === "drop" ? `drop ${fault.when}` : fault?.kind;
  const faults = [...(delayMs > 0 ? ["delay"] : []), ...(named === undefined ? [] : [named])];
  return faults.length === 0 ? {} : { faults };
}

/** A defect of the stand-in itself: shown to whoever runs it, and no reason for a client to try again. */
function defect(error: unknown, { errorBody }: ApiOptions): ApiAnswer {
  console.error(error);
  const body = errorBody(500, "a defect of the stand-in, see its output");
  return { status: 500, body, headers: { "x-should-retry": "false" } };
}

type Listener = (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;

function listener(options: ApiOptions): Listener {
  const faults = new Faults();
  const log = openRequestLog(options.log);
  return async (incoming, response) => {
    const time = new Date().toISOString();
    const request = await readRequest(incoming);
    const control = options.control?.(request) ?? answerControl(request, faults, options.showState);
    if (control !== undefined) {
      send(response, control);
      return;
    }
    const taken = faults.take(request.method, request.path);
    if (taken.delayMs > 0) await sleep(taken.delayMs);
    const answer = await answerFaulty(request, taken, options).catch((error: unknown) => defect(error, options));
    // Before the answer goes out, so that whoever has the answer finds the line.
    log({ time, method: request.method, path: request.path, status: answer?.status ?? null, ...faultNames(taken) });
    if (answer === undefined) incoming.socket.destroy();
    else send(response, answer);
  };
}

/**
 * Serves a stand-in on loopback: request log, fault switches and /_stand-in/ included.
 * @throws Failure when the port is taken
 */
export async function serveApi(options: ApiOptions): Promise<RunningApi> {
  const answer = listener(options);
  // Longer than any client keeps an idle connection, so that none is closed under a new request.
  const server = createServer({ keepAliveTimeout: 600_000, requestTimeout: 30_000 }, (incoming, response) => {
    // A request that broke off, or a log that cannot be written: nobody is left to tell but this process's output.
    answer(incoming, response).catch((error: unknown) => {
      console.error(error);
      incoming.socket.destroy();
    });
  });
  await listening(server, options.port, () => server.listen(options.port, loopback));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://${loopback}:${port}`, close };
}
