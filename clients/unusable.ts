import { Problems } from "../core/problems/problem.ts";

/** The problem of an API that did not answer as expected. It never contains credentials. */
export class Unusable extends Problems {
  /** The problem in one line. */
  readonly summary: string;

  /** @param where the API's address */
  constructor(where: string, problem: string, fix: string) {
    super([{ where, problem, fix }], "what was asked");
    this.summary = `${where} ${problem}`;
  }
}

/** Why there was no answer: "ECONNREFUSED", "not within 10 s". */
export function unanswered(error: unknown, limitMs: number): string {
  const { cause, name } = error as Error;
  if (name === "TimeoutError") return `not within ${limitMs / 1000} s`;
  return (cause as { readonly code?: string } | undefined)?.code ?? name;
}

/** An API's own message about a refusal, without the secret. */
export async function shortened(response: Response, secret: string): Promise<string> {
  return (await response.text()).slice(0, 300).replaceAll(secret, "[token]");
}
