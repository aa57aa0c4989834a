import { isObject } from "../property-values.ts";
import type { Properties } from "../property-values.ts";

/** Where Authentik is and how to get in. */
export interface Connection {
  /** Address of the server, with or without /api/v3. */
  readonly url: string;
  readonly token: string;
  /** Headers added to each request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The server knows no such thing (HTTP 404). */
export class NotFound extends Error {}

/** Calls of Authentik's API. */
export interface Api {
  /**
   * Sends one request; there is no second try.
   * @param path below /api/v3, for example "/core/groups/"
   * @param secrets texts that no error may show
   * @returns the answer's JSON object, empty for an answer without content
   * @throws NotFound on 404 @throws Error with method, path, status and the server's answer
   */
  readonly call: (method: string, path: string, body?: unknown, secrets?: readonly string[]) => Promise<Properties>;
}

const answerLimitMs = 60_000;
const shownCharacters = 1_000;
const agent = "authentik-terraform@2025.12.1 (stand-in)";

/** The API's address: /api/v3 is added unless it is there. */
export function apiBase(url: string): string {
  const trimmed = url.replace(/\/+$/, "");
  return trimmed.endsWith("/api/v3") ? trimmed : `${trimmed}/api/v3`;
}

function hide(text: string, secrets: readonly string[]): string {
  const hidden = secrets.filter((secret) => secret !== "");
  const shown = hidden.reduce((left, secret) => left.replaceAll(secret, "[secret]"), text);
  return shown.slice(0, shownCharacters);
}

/** Why no answer came, in a few words: "connect ECONNREFUSED 127.0.0.1:9000". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${answerLimitMs / 1000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message === "" && "code" in cause ? String(cause.code) : cause.message;
}

async function readAnswer(response: Response, method: string, path: string): Promise<Properties> {
  if (response.status === 204) return {};
  if (!(response.headers.get("content-type") ?? "").includes("json")) {
    throw new Error(`${method} ${path}: undefined response type`);
  }
  const answer: unknown = await response.json();
  if (!isObject(answer)) throw new Error(`${method} ${path}: the answer is no JSON object`);
  return answer;
}

/** The API behind an address. Nothing is sent before the first call. */
export function connect({ url, token, headers }: Connection): Api {
  const base = apiBase(url);
  const prefix = new URL(base).pathname;
  const call: Api["call"] = async (method, path, body, secrets = []) => {
    const shown = prefix + (path.split("?")[0] ?? path);
    const request: RequestInit = {
      method,
      headers: {
        ...headers,
        accept: "application/json",
        authorization: `Bearer ${token}`,
        "user-agent": agent,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      signal: AbortSignal.timeout(answerLimitMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    try {
      const response = await fetch(base + path, request);
      if (response.ok) return await readAnswer(response, method, shown);
      const text = hide(await response.text(), [token, ...secrets]);
      const status = `${response.status} ${response.statusText}`.trim();
      const message = `HTTP Error '${status}' during request '${method} ${shown}': "${text}"`;
      throw response.status === 404 ? new NotFound(message) : new Error(message);
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
      throw new Error(`HTTP Error '${hide(reason(error), [token])}' during request '${method} ${shown}': no answer`);
    }
  };
  return { call };
}
