import { OUTPOST_PATH } from "../service/auth.ts";
import { caddyWord } from "../text/encode.ts";
import type { Web } from "../service/service.ts";
import type { View } from "../text/template.ts";

/** The sign-on's authority beside the Caddyfile. */
export const SIGN_ON_CA = "sign-on-ca.crt";
/** The header that every signed-on request has: without it a request came past the outpost. */
const IDENTITY = "X-Authentik-Username";

/** Values of the Caddyfile's part that asks the outpost about each request; empty for other ways of signing on. */
export function caddySignOn({ auth, signOn }: Web): View[] {
  if (auth.kind !== "forwardAuth" || !signOn) return [];
  const { userHeader } = auth;
  const pattern = auth.skip.map((each) => `(?:${each})`).join("|");
  return [
    {
      outpost: signOn.url,
      outpostPath: OUTPOST_PATH,
      identity: IDENTITY,
      headers: [...new Set([IDENTITY, ...auth.headers])],
      userHeader: userHeader === undefined ? [] : [userHeader],
      spellings: userHeader === undefined ? [] : spellings(userHeader),
      skipped: pattern === "" ? [] : [caddyWord(pattern)],
      trust: signOn.ca === undefined ? [] : [`/etc/caddy/${SIGN_ON_CA}`],
    },
  ];
}

/** A header with - or _ at each of its breaks: many applications cannot tell them apart. */
function spellings(header: string): string[] {
  const [first = "", ...rest] = header.split("-");
  return rest.reduce((begun, word) => begun.flatMap((each) => [`${each}-${word}`, `${each}_${word}`]), [first]);
}

/** Values of the part that answers for the outpost on the names of all services; empty where nobody signs on. */
export const caddySignOnServer = ({ servesSignOn }: Web): View[] =>
  servesSignOn ? [{ outpostPath: OUTPOST_PATH }] : [];
