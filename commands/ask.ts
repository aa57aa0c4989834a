import { z } from "zod";
import { type ApiAccess, problem } from "./stack.ts";

const LIMIT_MS = 30_000;
const PAGE = 100;
const NOTHING = ["has nothing at that address", "see whether authentik:url is the server's own"] as const;

/** How a request differs from a plain one. */
export interface Asked {
  readonly body?: object;
  /** What a 404 means. */
  readonly missing?: readonly [problem: string, fix: string];
}

/**
 * One request to Authentik's API.
 * @param path below /api/v3
 * @returns the answer's JSON; undefined for an answer without content
 * @throws Problems when there is no good answer; the token is in none
 */
export async function ask(
  { url, token }: ApiAccess,
  method: string,
  path: string,
  asked: Asked = {},
): Promise<unknown> {
  const { body, missing = NOTHING } = asked;
  const response = await fetch(`${url}/api/v3${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json" },
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch((error: unknown) => {
    throw problem(url, `does not answer: ${reason(error)}`, "see whether Authentik runs: homelab status");
  });
  if (response.ok) return response.status === 204 ? undefined : response.json();
  if (response.status === 404) throw problem(url, ...missing);
  if (response.status === 401 || response.status === 403)
    throw problem(url, "refuses the token", "pulumi config set --secret authentik:token, of an administrator");
  const text = (await response.text()).slice(0, 300);
  throw problem(url, `answers ${response.status}: ${text.replaceAll(token, "[token]")}`, "see Authentik's log");
}

const page = z.object({
  pagination: z.object({ next: z.number() }),
  results: z.array(z.record(z.string(), z.unknown())),
});

/**
 * Every row of a list of Authentik's API, however many pages it has.
 * @param path below /api/v3; a query it has already is kept
 * @throws Problems as `ask`
 */
export async function listed(access: ApiAccess, path: string, number = 1): Promise<Record<string, unknown>[]> {
  const query = `${path.includes("?") ? "&" : "?"}page=${number}&page_size=${PAGE}`;
  const { pagination, results } = page.parse(await ask(access, "GET", path + query));
  return [...results, ...(pagination.next > number ? await listed(access, path, pagination.next) : [])];
}

function reason(error: unknown): string {
  const { cause, name } = error as Error;
  if (name === "TimeoutError") return `not within ${LIMIT_MS / 1000} s`;
  return (cause as { readonly code?: string } | undefined)?.code ?? name;
}
