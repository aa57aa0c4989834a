/** How long to wait before the next try, from what the last one answered. */
export interface RetryPolicy {
  /** Tries after the first one. */
  readonly retries: number;
  /** Milliseconds before the first of them; doubled for each further one. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/**
 * What the official provider does: ten retries, 2 s doubling to 30 s (cloudflare-go's request
 * configuration as the Terraform provider sets it).
 */
export const officialPolicy: RetryPolicy = { retries: 10, firstDelayMs: 2_000, longestDelayMs: 30_000 };

/** The part of an answer that decides about another try. */
export interface Answered {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
}

const retried = new Set([408, 409, 429]);
const longestRetryAfterMs = 60_000;

/** Whether an answer is worth another try; `x-should-retry` beats the status. */
export function shouldRetry(answered: Answered): boolean {
  const wish = answered.headers.get("x-should-retry");
  if (wish === "true" || wish === "false") return wish === "true";
  return retried.has(answered.status) || answered.status >= 500;
}

function retryAfterMs({ headers }: Answered, now: number): number | undefined {
  const text = headers.get("retry-after");
  if (text === null || text.trim() === "") return undefined;
  const ms = Number.isNaN(Number(text)) ? Date.parse(text) - now : Number(text) * 1000;
  // A longer wait is not followed: it would look as if nothing happened any more.
  return ms >= 0 && ms < longestRetryAfterMs ? ms : undefined;
}

/**
 * Milliseconds to wait before the next try.
 * @param answered undefined when no answer came
 * @param done tries so far, the first one included
 * @param random 0 to 1; takes up to a quarter off, so that parallel requests spread
 */
export function retryDelayMs(
  policy: RetryPolicy,
  answered: Answered | undefined,
  done: number,
  random: number = Math.random(),
): number {
  const asked = answered === undefined ? undefined : retryAfterMs(answered, Date.now());
  if (asked !== undefined) return asked;
  const delay = Math.min(policy.firstDelayMs * 2 ** (done - 1), policy.longestDelayMs);
  return delay - (delay / 4) * random;
}
