import type { IncomingHttpHeaders } from "node:http";

/** A request as a stand-in sees it. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came; "" when there is none. */
  readonly text: string;
  /** A lost update was asked for: answer as usual, keep nothing (second argument of StateFile.transaction). */
  readonly lost: boolean;
}

/** What a stand-in answers. */
export interface ApiAnswer {
  readonly status: number;
  /** A string goes out as it is (set its content-type), anything else as JSON; without it the body is empty. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The connection ends without an answer. */
  readonly drop?: true;
}

/** The request's body as JSON; undefined when it is none. */
export function readJson(request: ApiRequest): unknown {
  try {
    return JSON.parse(request.text);
  } catch {
    return undefined;
  }
}

/** The token of `Authorization: Bearer …`, or undefined. */
export function bearerToken({ headers }: ApiRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
}
