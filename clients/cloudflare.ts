import { z } from "zod";
import type { ApiAccess } from "./credentials.ts";
import { shortened, Unusable, unanswered } from "./unusable.ts";

const LIMIT_MS = 30_000;
const PAGE = 100;

const envelope = z.object({ result: z.array(z.record(z.string(), z.unknown())) });

/** Every row of a list of Cloudflare's API. @param path below the API's address, without a query @throws Unusable */
export async function cloudflareList(
  { url, token }: ApiAccess,
  path: string,
  number = 1,
): Promise<Readonly<Record<string, unknown>>[]> {
  const base = url.replace(/\/*$/, "/");
  const request = { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(LIMIT_MS) };
  const answer = await fetch(`${base}${path}?page=${number}&per_page=${PAGE}`, request).catch((error: unknown) => {
    const why = unanswered(error, LIMIT_MS);
    throw new Unusable(base, `does not answer: ${why}`, "check whether this computer can reach Cloudflare");
  });
  if (!answer.ok) {
    const words = await shortened(answer, token);
    const fix = "use a token with Zone, DNS, Edit for the zone";
    throw new Unusable(base, `answers ${answer.status}: ${words}`, fix);
  }
  const { result } = envelope.parse(await answer.json());
  return result.length < PAGE ? result : [...result, ...(await cloudflareList({ url, token }, path, number + 1))];
}
