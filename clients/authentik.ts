import { z } from "zod";
import type { ApiAccess } from "./credentials.ts";
import { shortened, Unusable, unanswered } from "./unusable.ts";

const LIMIT_MS = 10_000;
const PAGE = 100;

/** The problem and the fix of a 404. */
export type Missing = readonly [problem: string, fix: string];

const NOTHING: Missing = ["has nothing at this address", "check whether authentik:url is Authentik's own address"];

/** One object of a list. */
export type Row = Readonly<Record<string, unknown>>;

/** The requests to Authentik's API that Pulumi's provider cannot make; paths are below /api/v3/. Each throws Unusable. */
export interface AuthentikApi {
  /** Undefined: there is no such object. */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** Every row of all pages. Keeps a query in the path. */
  list(path: string): Promise<Row[]>;
  /** @returns the answer's JSON; undefined for an answer without content */
  send(method: "DELETE" | "PATCH" | "POST", path: string, body?: object, missing?: Missing): Promise<unknown>;
}

const page = z.object({
  pagination: z.object({ next: z.number() }),
  results: z.array(z.record(z.string(), z.unknown())),
});

/** Authentik's API. Sends nothing before the first call. */
export function authentikApi({ url, token }: ApiAccess): AuthentikApi {
  const base = url.replace(/\/$/, "");
  const call = async (path: string, request: RequestInit): Promise<Response> => {
    const response = await fetch(`${base}/api/v3/${path}`, {
      ...request,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json" },
      signal: AbortSignal.timeout(LIMIT_MS),
    }).catch((error: unknown) => {
      const why = unanswered(error, LIMIT_MS);
      throw new Unusable(base, `does not answer: ${why}`, "check whether Authentik is running: homelab status");
    });
    // Authentik has no such object; a 404 page for people is the answer of something else, or of another path.
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    if (response.status === 404 && !isJson) throw new Unusable(base, ...NOTHING);
    if (response.ok || response.status === 404) return response;
    if (response.status === 401 || response.status === 403)
      throw new Unusable(
        base,
        "rejects the token",
        "set an administrator's token: pulumi config set --secret authentik:token",
      );
    const words = await shortened(response, token);
    throw new Unusable(base, `answers ${response.status}: ${words}`, "see Authentik's log");
  };
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> => {
    const response = await call(path, {});
    if (response.status === 404) return undefined;
    const read = schema.safeParse(await response.json().catch(() => undefined));
    if (read.success) return read.data;
    throw new Unusable(`${base}/api/v3/${path}`, "does not answer as expected", "check whether authentik:url is right");
  };
  const list = async (path: string, number = 1): Promise<Row[]> => {
    const query = `${path.includes("?") ? "&" : "?"}page=${number}&page_size=${PAGE}`;
    const found = await get(path + query, page);
    if (found === undefined) throw new Unusable(base, ...NOTHING);
    const { pagination, results } = found;
    return [...results, ...(pagination.next > number ? await list(path, pagination.next) : [])];
  };
  return {
    get,
    list: (path) => list(path),
    send: async (method, path, body, missing = NOTHING) => {
      const response = await call(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      if (response.status === 404) throw new Unusable(base, ...missing);
      const words = await response.text();
      return words === "" ? undefined : (JSON.parse(words) as unknown);
    },
  };
}

const SILENCE_MS = 5_000;

/**
 * Whether a server accepts connections but does not answer. Pulumi's provider requests its configuration first and
 * waits for ever; a server that is down does not block it.
 */
export async function isSilent(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(SILENCE_MS);
  return fetch(`${url.replace(/\/$/, "")}/api/v3/root/config/`, { signal }).then(
    () => false,
    (error: unknown) => (error as Error).name === "TimeoutError",
  );
}
