import type { Problem } from "./problem.ts";

/** A failed request to an API, as the engine reports it. */
export interface Refusal {
  readonly urn: string;
  /** Such as `authentik:index/application:Application`. */
  readonly type: string;
  readonly name: string;
  /** Logical name of the component that it belongs to. */
  readonly parent: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The provider's own error message. */
  readonly error: string;
}

/** The problem and the fix of a known resource. */
export type Words = Omit<Problem, "where">;

/** A known response of an API and its meaning; undefined if only the provider's own message explains it. */
export type Rule = readonly [RegExp, (refusal: Refusal, found: RegExpExecArray) => Words | undefined];

/** The messages for one API's refusals. Everything else about refusals is the same for all APIs. */
export interface RefusingApi {
  /** Such as "Cloudflare". */
  readonly name: string;
  /** The API's own responses, tried before those of every API. */
  readonly rules: readonly Rule[];
  /** An error after which the same request may succeed; undefined if the provider itself retries. */
  readonly failedWrite?: RegExp;
  /** For an object that exists already: who may have created it, an alternative fix, and the id for its import. */
  readonly existing: (refusal: Refusal) => {
    readonly whose: string;
    readonly alternative: string;
    readonly importId: string;
  };
  /** For a token without the permission. */
  readonly notAllowed: Words;
  /** What to check after a request without a response. */
  readonly afterSilence: (refusal: Refusal) => string;
}

/** Retries of a write. */
const RETRIES = 2;

/** Whether a retry makes sense. @param errors all errors so far, the newest first */
export const worthAnotherTry = ({ failedWrite }: RefusingApi, errors: readonly string[]): boolean =>
  errors.length <= RETRIES && failedWrite?.test(errors[0] ?? "") === true;

const rulesOf = (api: RefusingApi): readonly Rule[] => [
  ...api.rules,
  [
    /already exists|must be unique|must make a unique set|already in use/i,
    (refusal) => {
      const { whose, alternative, importId } = api.existing(refusal);
      const problem = `it exists already at ${api.name}, ${whose}`;
      return {
        problem,
        fix: `delete it there and run pulumi up again${alternative}, or take it over: ${take(refusal, importId)}`,
      };
    },
  ],
  [/\b40[13]\b|authentication error|unauthorized|forbidden|permission/i, () => api.notAllowed],
  [
    /ECONN|EOF|connection (refused|reset)|no such host|ENOTFOUND|EAI_AGAIN|other side closed|socket hang up|no answer|time-?out|deadline exceeded/i,
    (refusal) => ({
      problem: `${api.name} did not answer, so the result of the request is unknown`,
      fix: `check that ${api.name} answers, then run pulumi up again; ${api.afterSilence(refusal)}`,
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

/** The problem of a refusal; undefined if only the provider's own message explains it. */
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
