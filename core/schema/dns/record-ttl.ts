import { quoted } from "../../problems/quoted.ts";
import { type Duration, parseDuration } from "../amounts.ts";
import { type ProblemText, text } from "../builders.ts";

/** TTL of a record; with "automatic", the DNS provider chooses it. */
export type RecordTtl = "automatic" | Duration;

/** The TTLs that a DNS provider accepts. */
export interface TtlBounds {
  /** Seconds. */
  readonly shortest: number;
  /** Seconds. */
  readonly longest: number;
  /** The provider's number for "automatic". */
  readonly automatic: number;
  /** The bounds in the form of messages, such as `from "1 minute" to "24 hours"`. */
  readonly words: string;
}

const seconds = (ttl: string): number => parseDuration(ttl) ?? Number.NaN;

/** A TTL in the provider's numbers. */
export const ttlNumber = (ttl: RecordTtl, { automatic }: TtlBounds): number =>
  ttl === "automatic" ? automatic : seconds(ttl);

const fixWithin = ({ words }: TtlBounds): string => `write "automatic", or a time ${words}`;

/** The problem of a TTL at one provider; undefined if there is none. */
export function ttlProblem(ttl: string, bounds: TtlBounds): ProblemText | undefined {
  if (ttl === "automatic" || (seconds(ttl) >= bounds.shortest && seconds(ttl) <= bounds.longest)) return undefined;
  return { problem: `${quoted(ttl)} is not the lifetime of a record`, fix: fixWithin(bounds) };
}

const ttl = (fix: string, problemOf?: (value: string) => ProblemText | undefined) =>
  text<RecordTtl>(
    /^(automatic|[1-9]\d* (seconds?|minutes?|hours?))$/,
    { what: "the lifetime of a record", fix, standIn: "automatic" },
    problemOf,
  );

/** A TTL at any provider. */
export const recordTtl = ttl('write "automatic", or a time, such as "5 minutes"');

/** A TTL at one provider. */
export const recordTtlWithin = (bounds: TtlBounds) => ttl(fixWithin(bounds), (value) => ttlProblem(value, bounds));
