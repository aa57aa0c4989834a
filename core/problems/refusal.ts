import type { Problem } from "./problem.ts";

/** What an API did not do, as the engine tells it. */
export interface Refusal {
  readonly urn: string;
  /** Such as `authentik:index/application:Application`. */
  readonly type: string;
  readonly name: string;
  /** Logical name of the component that it belongs to. */
  readonly parent: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The provider's own words. */
  readonly error: string;
}

/** What is wrong and what to do, of a resource that is known. */
export type Words = Omit<Problem, "where">;

/** An answer that an API is known for, and what it means; undefined where the provider's own words have to do. */
export type Rule = readonly [RegExp, (refusal: Refusal, found: RegExpExecArray) => Words | undefined];

/** How one API refuses, in words of a person. Everything else about refusals is the same for all. */
export interface RefusingApi {
  /** Such as "Cloudflare". */
  readonly name: string;
  /** Its own answers, asked before those that every API has. */
  readonly rules: readonly Rule[];
  /** An error after which the same request may succeed; undefined where the provider tries again itself. */
  readonly failedWrite?: RegExp;
  /** For an object that is there already: whose it may be, what else could be done, and the id by which it is imported. */
  readonly thereAlready: (refusal: Refusal) => {
    readonly whose: string;
    readonly or: string;
    readonly importId: string;
  };
  /** For a token that may not do it. */
  readonly notAllowed: Words;
  /** What to look at after a request without an answer. */
  readonly afterSilence: (refusal: Refusal) => string;
}

/** Tries after the first one. */
const RETRIES = 2;

/** Whether another try is worth it. @param errors those so far, the newest first */
export const worthAnotherTry = ({ failedWrite }: RefusingApi, errors: readonly string[]): boolean =>
  errors.length <= RETRIES && failedWrite?.test(errors[0] ?? "") === true;

const rulesOf = (api: RefusingApi): readonly Rule[] => [
  ...api.rules,
  [
    /already exists|must be unique|must make a unique set|already in use/i,
    (refusal) => {
      const { whose, or, importId } = api.thereAlready(refusal);
      const problem = `it is there already at ${api.name}, ${whose}`;
      return {
        problem,
        fix: `delete it there and run pulumi up again${or}, or take it over: ${take(refusal, importId)}`,
      };
    },
  ],
  [/\b40[13]\b|authentication error|unauthorized|forbidden|permission/i, () => api.notAllowed],
  [
    /ECONN|EOF|connection (refused|reset)|no such host|ENOTFOUND|EAI_AGAIN|other side closed|socket hang up|no answer|time-?out|deadline exceeded/i,
    (refusal) => ({
      problem: `${api.name} gave no answer, so nobody knows whether it was done`,
      fix: `see that ${api.name} answers, then run pulumi up again; ${api.afterSilence(refusal)}`,
    }),
  ],
  [
    /HTTP Error '(405|429|5\d\d)\b|\b(429|5\d\d)\b/,
    () => ({
      problem: `${api.name} cannot serve the request now`,
      fix: "run pulumi up again in a minute; nothing is lost",
    }),
  ],
];

/** A refusal in words of a person; undefined where the provider's own have to do. */
export function explained(api: RefusingApi, refusal: Refusal): Problem | undefined {
  for (const [pattern, explain] of rulesOf(api)) {
    const found = pattern.exec(refusal.error);
    const words = found === null ? undefined : explain(refusal, found);
    if (words !== undefined) return { where: refusal.name, ...words };
  }
  return undefined;
}

const take = ({ type, name, parent, urn }: Refusal, id: string): string =>
  `pulumi import ${type} ${name} ${id} --parent "${parent}=${parentUrn(urn)}::${parent}" --protect=false --generate-code=false`;

/** A child's URN has its parents' types before its own. */
function parentUrn(urn: string): string {
  const [stack = "", project = "", types = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
  return `urn:pulumi:${stack}::${project}::${types.split("$").slice(0, -1).join("$")}`;
}
