import { setTimeout as sleep } from "node:timers/promises";

/** How often a condition is looked at, in milliseconds. */
const pause = 100;

/**
 * Waits for a condition: looks at once and then time and again, until the look gives something else than `false` or
 * `undefined`. A look that throws counts as "not yet".
 * @param what the condition, as it ends the sentence "… did not come true within 5 s: <what>"
 * @param seconds the limit
 * @returns what the last look gave; throws an Error with what was seen last after the limit
 */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => T | Promise<T>,
): Promise<Exclude<T, false | undefined>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    let seen: unknown;
    try {
      const found = await look();
      if (found !== false && found !== undefined) return found as Exclude<T, false | undefined>;
    } catch (error) {
      seen = error;
    }
    if (Date.now() > deadline)
      throw new Error(`did not come true within ${seconds} s: ${what}`, seen === undefined ? {} : { cause: seen });
    await sleep(pause);
  }
}
