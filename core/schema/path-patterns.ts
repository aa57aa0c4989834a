import { RE2JS } from "re2js";
import { quoted } from "../problems/quoted.ts";
import { type ProblemText, text } from "./builders.ts";

const FIX = 'write a regular expression from the path\'s beginning, such as "^/api/"';

/** Paths that no application has: a pattern that matches all of them is about no path in particular. */
const RANDOM_PATHS = ["/k3qz9w", "/Zw81kx", "/7qx2vb/k"];

/** Braces in Caddy's configuration may be a placeholder; these are a repetition or a class. */
const REGEX_BRACES = /\{\d+(,\d*)?\}|\\[pP]\{\^?\w+\}|\\x\{[0-9A-Fa-f]+\}/g;

/** A pattern of paths that need no sign-in. Without its anchor `/api/` would open /admin/api/ too. */
export const skipPattern = text<`^/${string}`>(
  /^\^\/[^\s`\u0000-\u001f\u007f]*$/,
  {
    what: "a pattern of paths",
    explain: (value) => {
      if (typeof value !== "string") return undefined;
      return value.startsWith("^/")
        ? `${quoted(value)} holds a blank or a backtick`
        : `${quoted(value)} does not begin with ^/`;
    },
    fix: FIX,
    standIn: "^/api/",
  },
  patternProblem,
);

function patternProblem(pattern: string): ProblemText | undefined {
  const unreadable = regexProblem(pattern);
  if (unreadable) return unreadable;
  if (/[{}]/.test(pattern.replaceAll(REGEX_BRACES, "")))
    return {
      problem: `${quoted(pattern)} contains braces that are not a repetition`,
      fix: 'write "\\\\x7b" for a brace',
    };
  if (pattern.includes("\\Q"))
    return { problem: `${quoted(pattern)} quotes with \\Q`, fix: "write a backslash before each special character" };
  if (hasFreeAlternative(pattern))
    return { problem: `${quoted(pattern)} has a second half without ^/`, fix: "list the two one by one" };
  const read = RE2JS.compile(pattern);
  return RANDOM_PATHS.every((path) => read.matcher(path).find())
    ? { problem: `${quoted(pattern)} lets everybody in everywhere`, fix: 'write auth: { none: "why" } instead' }
    : undefined;
}

/** What is wrong with a regular expression; undefined when RE2 reads it, as Caddy and Authentik's outpost do. */
export function regexProblem(pattern: string): ProblemText | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    const [, reason = "not a regular expression"] = error instanceof Error ? error.message.split(/regexp: /) : [];
    const problem = `${quoted(pattern)} is not a regular expression that Caddy and Authentik read: ${reason}`;
    return { problem, fix: "correct it; they read RE2, which neither looks ahead nor refers back" };
  }
}

/** Whether a `|` outside of all brackets makes the anchor hold for the first half alone. */
function hasFreeAlternative(pattern: string): boolean {
  let rest = pattern.replaceAll(/\\./g, "").replaceAll(/\[\^?\]?[^\]]*\]/g, "");
  for (let before = ""; before !== rest;) {
    before = rest;
    rest = rest.replaceAll(/\([^()]*\)/g, "");
  }
  return rest.includes("|");
}
