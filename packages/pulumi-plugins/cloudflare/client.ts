import { setTimeout as sleep } from "node:timers/promises";
import { isObject } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import { officialPolicy, retryDelayMs, shouldRetry } from "./retry.ts";
import type { RetryPolicy } from "./retry.ts";

/** Where the API is and how to get in. */
export interface Connection {
  /** Ends in `/`: "https://api.cloudflare.com/client/v4/". */
  readonly baseUrl: string;
  readonly token: string;
}

/** What decides how long a call may take. */
export interface Patience {
  readonly policy: RetryPolicy;
  /** Milliseconds for one try, the answer's body included. */
  readonly tryLimitMs: number;
}

/** Calls of Cloudflare's API. */
export interface Client {
  /**
   * Sends one request, again when it is worth it, and gives the answer's `result`.
   * @param path below the base address, its parts encoded
   * @throws NotFound on 404 @throws Error as the official provider words it
   */
  call(method: string, path: string, body?: Properties): Promise<unknown>;
}

/** The API knows no such thing (HTTP 404). */
export class NotFound extends Error {}

const usualPatience: Patience = { policy: officialPolicy, tryLimitMs: 60_000 };
const shownCharacters = 2_000;

interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
}

/** Why no answer came: "connect ECONNREFUSED 127.0.0.1:8080". */
function reason(error: unknown, tryLimitMs: number): string {
  if (!isObject(error)) return String(error);
  const { name, message, cause } = error;
  if (name === "TimeoutError") return `no answer within ${tryLimitMs / 1000} s`;
  if (!isObject(cause)) return String(message);
  const { message: reasonText, code } = cause;
  return String(reasonText === "" ? code : reasonText);
}

async function tryOnce(url: string, init: RequestInit, tryLimitMs: number): Promise<Answer | string> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(tryLimitMs) });
    const { status, statusText, headers } = response;
    return { status, statusText, headers, text: await response.text() };
  } catch (error) {
    return reason(error, tryLimitMs);
  }
}

async function tryUntilDone(url: string, init: RequestInit, { policy, tryLimitMs }: Patience): Promise<Answer> {
  for (let done = 1; ; done += 1) {
    const answer = await tryOnce(url, init, tryLimitMs);
    const wasLast = done > policy.retries;
    if (typeof answer !== "string") {
      if (wasLast || !shouldRetry(answer)) return answer;
      await sleep(retryDelayMs(policy, answer, done));
    } else {
      if (wasLast) throw new Error(`failed to make http request: ${String(init.method)} "${url}": ${answer}`);
      await sleep(retryDelayMs(policy, undefined, done));
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The API at an address. Nothing is sent before the first call. */
export function connect({ baseUrl, token }: Connection, patience: Patience = usualPatience): Client {
  return {
    call: async (method, path, body) => {
      const url = new URL(path, baseUrl).href;
      const headers = {
        accept: "application/json",
        authorization: `Bearer ${token}`,
        "user-agent": "homelab-rehearsal (stand-in of the cloudflare plugin)",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      };
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const { status, statusText, text } = await tryUntilDone(url, init, patience);
      if (status >= 400) {
        const shown = text.replaceAll(token, "[secret]").slice(0, shownCharacters);
        const message = `failed to make http request: ${method} "${url}": ${status} ${statusText} ${shown}`;
        throw status === 404 ? new NotFound(message) : new Error(message);
      }
      const answer = parse(text);
      if (!isObject(answer) || !("result" in answer)) {
        throw new Error(`failed to deserialize http request: ${method} "${url}": the answer holds no result`);
      }
      return answer["result"];
    },
  };
}
