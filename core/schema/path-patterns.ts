import { type Complaint, quoted } from "../problems/complaint.ts";

const FIX = 'write a regular expression from the path\'s beginning, such as "^/api/"';
/** Lookarounds and backreferences: this program reads them, Caddy's and Authentik's regular expressions do not. */
const NOT_IN_RE2 = /\(\?(?:[=!]|<[=!])|\\[1-9]/;

/** What is wrong with a pattern of paths that need no sign-on; undefined when it can be used. */
export function pathPatternProblem(value: unknown): Complaint | undefined {
  if (typeof value !== "string") return { problem: `${quoted(value)} is not a regular expression`, fix: FIX };
  // Without its anchor "/api/" would open /admin/api/ too.
  if (!value.startsWith("^/")) return { problem: `${quoted(value)} does not begin with ^/`, fix: FIX };
  if (value === "^/") return { problem: "lets everybody in everywhere", fix: 'write auth: { none: "why" } instead' };
  if (/[\s`\u0000-\u001f\u007f]/.test(value))
    return { problem: `${quoted(value)} holds a blank or a backtick`, fix: FIX };
  // Anything else in braces would be one of Caddy's placeholders.
  if (/[{}]/.test(value.replaceAll(/\{\d+(,\d*)?\}/g, "")))
    return { problem: `${quoted(value)} holds braces that are no repetition`, fix: 'write "\\\\x7b" for a brace' };
  if (hasFreeAlternative(value))
    return { problem: `${quoted(value)} has a second half without ^/`, fix: "list the two one by one" };
  return regexProblem(value);
}

/** What is wrong with a regular expression; undefined when every program that is given it can read it. */
export function regexProblem(value: string): Complaint | undefined {
  const wrong = {
    problem: `${quoted(value)} is no regular expression`,
    fix: "correct it, or leave its special characters out",
  };
  if (!isRegex(value)) return wrong;
  const problem = `${quoted(value)} looks ahead or refers back, which Caddy and Authentik cannot`;
  return NOT_IN_RE2.test(value) ? { ...wrong, problem } : undefined;
}

function isRegex(value: string): boolean {
  try {
    new RegExp(value);
    return true;
  } catch {
    return false;
  }
}

/** Whether a `|` outside of all brackets makes the anchor hold for the first half alone. */
function hasFreeAlternative(pattern: string): boolean {
  let rest = pattern.replaceAll(/\\./g, "").replaceAll(/\[[^\]]*\]/g, "");
  for (let before = ""; before !== rest;) {
    before = rest;
    rest = rest.replaceAll(/\([^()]*\)/g, "");
  }
  return rest.includes("|");
}
