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

/** Tries after the first one: the provider of Authentik makes none itself. */
const RETRIES = 2;
/**
 * The read after a write is none of these: the object is there, and another try would meet it. Authentik answers an
 * internal error of a write (its database is down, say) with an empty 405; one that means it says which method.
 */
const FAILED_WRITE =
  /HTTP Error '(5\d\d[^']*' during request '(POST|PUT|PATCH|DELETE) |405[^']*' during request '\w+ [^']*': "?"?$)/;

/** Whether another try is worth it. `errors`: those so far, the newest first. */
export const worthAnotherTry = (errors: readonly string[]): boolean =>
  errors.length <= RETRIES && FAILED_WRITE.test(errors[0] ?? "");

type Rule = readonly [RegExp, (refusal: Refusal, found: RegExpExecArray) => Omit<Problem, "where"> | undefined];

const RULES: readonly Rule[] = [
  [
    /\((group )?([^()]+): asked for when it is needed\)/,
    (_, [, group, name = ""]) => ({
      problem: `${group ?? ""}${name} was not found in Authentik, and is needed now`,
      fix:
        group === undefined
          ? "see that Authentik answers and has it, then run pulumi up again"
          : `make the group ${name} in Authentik, or take it out of groups in homelab:sso`,
    }),
  ],
  [/already exists|must be unique|must make a unique set|already in use/i, thereAlready],
  [
    /DecodePropertyMap expected the decoder to return an Object/,
    (refusal) => ({
      problem: `${server(refusal)} has nothing at the address where it was to be made`,
      fix: "see whether authentik:url is the server's own address and its release that of the provider, then run pulumi up again",
    }),
  ],
  [
    /\b7003\b|could not route to|invalid zone/i,
    ({ inputs: { zoneId } }) =>
      typeof zoneId === "string"
        ? {
            problem: `${zoneId} is no zone that this token sees`,
            fix: "compare zoneId in homelab:dns with the zone's overview page at Cloudflare, and the token's zone with it",
          }
        : undefined,
  ],
  [/\b40[13]\b|authentication error|unauthorized|forbidden|permission/i, notAllowed],
  [
    /ECONN|EOF|connection (refused|reset)|no such host|ENOTFOUND|EAI_AGAIN|other side closed|socket hang up|no answer|time-?out|deadline exceeded/i,
    (refusal) => ({
      problem: `${server(refusal)} gave no answer, so nobody knows whether it was done`,
      fix: `see that ${server(refusal)} answers, then run pulumi up again; ${afterwards(refusal)}`,
    }),
  ],
  [
    /HTTP Error '(405|429|5\d\d)\b|\b(429|5\d\d)\b/,
    (refusal) => ({
      problem: `${server(refusal)} cannot serve the request now`,
      fix: "run pulumi up again in a minute; nothing is lost",
    }),
  ],
];

/** A refusal in words of a person; undefined where the provider's own have to do. */
export function explained(refusal: Refusal): Problem | undefined {
  for (const [pattern, explain] of RULES) {
    const found = pattern.exec(refusal.error);
    const words = found === null ? undefined : explain(refusal, found);
    if (words !== undefined) return { where: refusal.name, ...words };
  }
  return undefined;
}

const isAuthentik = ({ type }: Refusal): boolean => type.startsWith("authentik:");
const server = (refusal: Refusal): string => (isAuthentik(refusal) ? "Authentik" : "Cloudflare");

/** Authentik takes the same binding twice, and nobody is told. */
const afterwards = ({ type }: Refusal): string =>
  type.endsWith(":PolicyBinding")
    ? "then see that the application's bindings in Authentik list each group once"
    : "what was made without an answer is named then";

function thereAlready(refusal: Refusal): Omit<Problem, "where"> {
  const command = `pulumi import ${refusal.type} ${refusal.name} ${importId(refusal)} --parent "${refusal.parent}=${parentUrn(refusal)}" --protect=false --generate-code=false`;
  const whose = isAuthentik(refusal)
    ? "made by hand, or by a run whose answer was lost"
    : "and is never overwritten; docs/dns.md says how to find its id";
  const listed = refusal.type.endsWith(":Group") ? ", or list the group under groups in homelab:sso" : "";
  return {
    problem: `it is there already at ${server(refusal)}, ${whose}`,
    fix: `delete it there and run pulumi up again${listed}, or take it over: ${command}`,
  };
}

function importId({ type, inputs }: Refusal): string {
  if (type.endsWith(":DnsRecord")) return `"${String(inputs["zoneId"])}/<id of the record>"`;
  if (/:(Application|Flow)$/.test(type)) return String(inputs["slug"]);
  return type.includes(":Provider") ? '"<number in the address of its page>"' : '"<its id>"';
}

/** A child's URN has its parents' types before its own. */
function parentUrn({ urn, parent }: Refusal): string {
  const [stack = "", project = "", types = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
  return `urn:pulumi:${stack}::${project}::${types.split("$").slice(0, -1).join("$")}::${parent}`;
}

function notAllowed(refusal: Refusal): Omit<Problem, "where"> {
  return isAuthentik(refusal)
    ? {
        problem: "Authentik does not let this token do it",
        fix: "make the token's user a member of authentik Admins, or: pulumi config set --secret authentik:token",
      }
    : {
        problem: "Cloudflare does not let this token change the zone's records",
        fix: "give the token Zone, DNS, Edit for the zone, or make another: pulumi config set --secret cloudflare:apiToken",
      };
}
