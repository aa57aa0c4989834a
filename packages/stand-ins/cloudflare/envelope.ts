import type { ApiAnswer } from "../server/messages.ts";

/** An answer of the API that is an error; `code` is Cloudflare's own number. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  /** Finer errors below this one. */
  readonly chain: readonly { readonly code: number; readonly message: string }[];

  constructor(status: number, code: number, message: string, chain: ApiError["chain"] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.chain = chain;
  }
}

/** The envelope of an error. */
export function errorBody({ code, message, chain }: Pick<ApiError, "code" | "message" | "chain">): unknown {
  const error = chain.length === 0 ? { code, message } : { code, message, error_chain: chain };
  return { result: null, success: false, errors: [error], messages: [] };
}

/** A success with one result. */
export function resultAnswer(result: unknown): ApiAnswer {
  return { status: 200, body: { result, success: true, errors: [], messages: [] } };
}

/**
 * A success with one page of results: what `page` and `per_page` ask for, and nothing on the pages
 * after the last one (clients ask for pages until one is empty).
 * @param perPage results on a page when nothing is asked for
 */
export function pageAnswer(all: readonly unknown[], query: URLSearchParams, perPage: number): ApiAnswer {
  const page = positive(query.get("page"), 1);
  const size = positive(query.get("per_page"), perPage);
  const result = all.slice((page - 1) * size, page * size);
  const info = { page, per_page: size, count: result.length, total_count: all.length };
  const result_info = { ...info, total_pages: Math.ceil(all.length / size) };
  return { status: 200, body: { result, result_info, success: true, errors: [], messages: [] } };
}

function positive(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}
