import { isObject } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";

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
   * @returns the answer's JSON object, empty for an answer without content; a bare list as `results`
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
  if (!isObject(error)) return String(error);
  if (error["name"] === "TimeoutError") return `no answer within ${answerLimitMs / 1000} s`;
  const { cause } = error;
  const told = isObject(cause) ? [cause["message"], cause["code"]] : [error["message"]];
  return told.find((text) => typeof text === "string" && text !== "") as string;
}

/** An answer that is there in full. */
interface Answer {
  readonly response: Response;
  readonly text: string;
}

async function ask(url: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(answerLimitMs) });
  return { response, text: await response.text() };
}

function parsed({ response, text }: Answer, what: string): Properties {
  if (response.status === 204) return {};
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  if (!isJson) throw new Error(`${what}: undefined response type`);
  try {
    const answer: unknown = JSON.parse(text);
    if (isObject(answer)) return answer;
    if (Array.isArray(answer)) return { results: answer };
  } catch {
    // Said below: the parser's own message shows a part of the answer.
  }
  throw new Error(`${what}: the answer is neither a JSON object nor a list`);
}

function requestOf(method: string, { token, headers }: Connection, body: unknown): RequestInit {
  const own = { accept: "application/json", authorization: `Bearer ${token}`, "user-agent": agent };
  if (body === undefined) return { method, headers: { ...headers, ...own } };
  const content = { "content-type": "application/json" };
  return { method, headers: { ...headers, ...own, ...content }, body: JSON.stringify(body) };
}

/** The API behind an address. Nothing is sent before the first call. */
export function connect(connection: Connection): Api {
  const base = apiBase(connection.url);
  const prefix = new URL(base).pathname;
  const call: Api["call"] = async (method, path, body, secrets = []) => {
    const what = `${method} ${prefix}${path.split("?")[0] ?? path}`;
    const hidden = [connection.token, ...secrets];
    const failed = (status: string, text: string): string =>
      `HTTP Error '${hide(status, hidden)}' during request '${what}': ${hide(text, hidden)}`;
    const answer = await ask(base + path, requestOf(method, connection, body)).catch((error: unknown) => {
      throw new Error(failed(reason(error), "no answer"));
    });
    const { ok, status, statusText } = answer.response;
    if (ok) return parsed(answer, what);
    const message = failed(`${status} ${statusText}`.trim(), `"${answer.text}"`);
    throw status === 404 ? new NotFound(message) : new Error(message);
  };
  return { call };
}
