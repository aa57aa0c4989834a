import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** What is known of a request afterwards. Never a body, a query or a header: they may hold secrets. */
export interface LoggedRequest {
  /** When it arrived, RFC 3339. */
  readonly time: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The status that was sent; null when the connection was dropped instead. */
  readonly status: number | null;
  /** The fault switches that were applied, if any. */
  readonly faults?: readonly string[];
}

/**
 * Opens a request log, to which each call adds one JSON line.
 * @param path the file; its folder is made when it is missing
 */
export function openRequestLog(path: string): (request: LoggedRequest) => void {
  mkdirSync(dirname(path), { recursive: true });
  return (request) => {
    appendFileSync(path, `${JSON.stringify(request)}\n`, { mode: 0o600 });
  };
}
