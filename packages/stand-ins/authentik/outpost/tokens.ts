import { timingSafeEqual } from "node:crypto";
import { notFound } from "../contract/refusal.ts";
import { keyOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import type { World } from "../engine/world.ts";
import { newToken } from "../session/cookies.ts";

/** The name of the token by which an outpost's process signs in. */
export const tokenIdentifier = (outpost: Stored): string => `ak-outpost-${keyOf(outpost)}-api`;

/** Makes an outpost's token unless it has one. The real server's worker does it a moment after the outpost. */
export function ensureToken(outpost: Stored, world: World): void {
  world.state.outpostTokens[keyOf(outpost)] ??= newToken();
}

/** The outpost whose token has this name. @throws Refusal 404 */
export function outpostOfToken(identifier: string, world: World): Stored {
  const found = world.all("outpost").find((one) => tokenIdentifier(one) === identifier);
  if (found === undefined) throw notFound("No Token matches the given query.");
  return found;
}

/** The outpost that a token lets in; undefined for any other token. */
export function outpostWith(token: string, world: World): Stored | undefined {
  const given = Buffer.from(token);
  return world.all("outpost").find((one) => {
    const own = Buffer.from(world.state.outpostTokens[keyOf(one)] ?? "");
    return own.length > 0 && own.length === given.length && timingSafeEqual(own, given);
  });
}
