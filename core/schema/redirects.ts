import { quoted } from "../problems/quoted.ts";
import { type ProblemText, text } from "./builders.ts";

export const REDIRECT_FIX =
  'write the path alone, such as "/oauth2/callback": https and the service\'s name are put before it';

/** A path of the service, or an address with a scheme of its own, by which a phone opens an application. */
export type RedirectPath = `/${string}` | `${string}:/${string}`;

/** Schemes that browsers read themselves; anybody could wait there, or run a script. */
const FOREIGN_SCHEME = /^(https?|ftp|file|javascript|data|vbscript|blob|about|ws|wss):/i;

export const redirectPath = text<RedirectPath>(
  /^(\/(?!\/)|[A-Za-z][A-Za-z0-9+.\\-]*:\/)[^\s#]*$/,
  { what: "a path from /", fix: REDIRECT_FIX, standIn: "/" },
  (value): ProblemText | undefined => {
    if (/^https:/i.test(value)) return { problem: `${quoted(value)} is a whole URL`, fix: REDIRECT_FIX };
    return FOREIGN_SCHEME.test(value)
      ? { problem: `${quoted(value)} is neither https nor a scheme of an application's own`, fix: REDIRECT_FIX }
      : undefined;
  },
);

/** Whether an address is a path, which the service's names are put before. */
export const isPath = (redirect: string): boolean => redirect.startsWith("/");

/** The application in the browser needs a path; an application on a phone does not replace it. */
export const redirectProblem = (redirects: readonly string[]): ProblemText | undefined =>
  redirects.some(isPath) ? undefined : { problem: "names no path of the service", fix: REDIRECT_FIX };
