import { furtherApplications } from "../service/applications.ts";
import { applicationSlug, OUTPOST_PATH } from "../service/sign-on.ts";
import { caddyWord } from "../text/encode.ts";
import type { Web } from "../service/service.ts";
import type { View } from "../text/template.ts";

/** File name of Authentik's CA beside the Caddyfile. */
export const SIGN_ON_CA = "sign-on-ca.crt";
/** The header of every signed-in request; a request without it did not pass the outpost. */
const IDENTITY = "X-Authentik-Username";

/** Values of the Caddyfile's forward-auth part; empty for other kinds of sign-in. */
export function caddySignOn(service: string, web: Web): View[] {
  const { auth, signOn } = web;
  if (auth.kind !== "forwardAuth" || !signOn) return [];
  const { userHeader } = auth;
  const pattern = auth.skip.map((each) => `(?:${each})`).join("|");
  return [
    {
      outpost: signOn.url,
      outpostPath: OUTPOST_PATH,
      signOut: signOutUrl(signOn.url, applicationSlug(service)),
      otherSignOuts: furtherApplications(service, web).map(({ host, slug }) => ({
        host,
        page: signOutUrl(signOn.url, slug),
      })),
      identity: IDENTITY,
      headers: [...new Set([IDENTITY, ...auth.headers])],
      userHeader: userHeader === undefined ? [] : [userHeader],
      spellings: userHeader === undefined ? [] : spellings(userHeader),
      skipped: pattern === "" ? [] : [caddyWord(pattern)],
      trust: signOn.ca === undefined ? [] : [`/etc/caddy/${SIGN_ON_CA}`],
    },
  ];
}

/** The CA of Authentik's certificate, beside the Caddyfile that names it; undefined if it names none. */
export const caddySignOnCa = ({ auth, signOn }: Web): string | undefined =>
  auth.kind === "forwardAuth" ? signOn?.ca : undefined;

const signOutUrl = (signOn: string, slug: string): string => `${signOn}/application/o/${slug}/end-session/`;

/** All spellings of a header with - or _, which many applications treat as the same. */
function spellings(header: string): string[] {
  const [first = "", ...rest] = header.split("-");
  return rest.reduce((begun, word) => begun.flatMap((each) => [`${each}-${word}`, `${each}_${word}`]), [first]);
}

/** Values of the Caddyfile's part that passes the outpost's path on, for the names of all services; empty for services that do not run Authentik. */
export const caddySignOnServer = ({ servesSignOn }: Web): View[] =>
  servesSignOn ? [{ outpostPath: OUTPOST_PATH }] : [];
