import { quoted } from "../problems/quoted.ts";
import { type Cpu, type Duration, parseCpu, parseDuration, parseSize, type Size } from "./amounts.ts";
import { text } from "./builders.ts";

const SIZE = /^\d+(\.\d+)? (KB|MB|GB|TB)$/;
/** Docker refuses less: a container with less memory is killed before its program runs. */
const LEAST_MEMORY = "6 MB";
/** ZFS itself writes almost this much into an empty dataset. */
const LEAST_QUOTA = "1 MB";
/** ZFS accepts no smaller device. */
const LEAST_POOL = "64 MB";

/** A size as it was written; its bytes are checked. */
const sizeText = (least: Size, example: Size) =>
  text<Size>(
    SIZE,
    { what: "a size", fix: `write a number and KB, MB, GB or TB, such as "${example}"`, standIn: least },
    (value) => {
      const bytes = parseSize(value);
      // Zero and numbers that are too large cannot be parsed.
      if (bytes !== undefined && bytes >= (parseSize(least) ?? 0)) return undefined;
      const isZero = Number.parseFloat(value) < 1 || bytes !== undefined;
      return isZero
        ? { problem: `${quoted(value)} is too small`, fix: `write at least "${least}"` }
        : { problem: `${quoted(value)} is too large`, fix: "write what the host has" };
    },
  );

const bytes = (value: string): number => parseSize(value) ?? Number.NaN;

/** Bytes. */
export const memory = sizeText(LEAST_MEMORY, "256 MB").transform(bytes);
/** Bytes. */
export const quota = sizeText(LEAST_QUOTA, "5 GB").transform(bytes);
/** As it was written. */
export const poolSize = sizeText(LEAST_POOL, "1.8 TB");

/** Whole seconds, up to `longest`, because systemd ignores a value that is too large. */
export const duration = (example: Duration, longest: Duration = "24 hours") =>
  text<Duration>(
    /^[1-9]\d* (seconds?|minutes?|hours?)$/,
    {
      what: "a duration",
      fix: `write a whole number and seconds, minutes or hours, such as "${example}"`,
      standIn: "1 second",
    },
    (value) =>
      (parseDuration(value) ?? Infinity) <= (parseDuration(longest) ?? 0)
        ? undefined
        : { problem: `${quoted(value)} is longer than ${longest}`, fix: `write up to "${longest}"` },
  ).transform((value) => parseDuration(value) ?? Number.NaN);

/** More than any machine has: 1024 cores. */
const MOST_CPU = 102_400;

/** Percent of one core. */
export const cpu = text<Cpu>(
  /^[1-9]\d*%$/,
  { what: "a share of CPU", fix: 'write whole percent of one core, such as "100%"', standIn: "1%" },
  (value) =>
    (parseCpu(value) ?? Infinity) <= MOST_CPU
      ? undefined
      : { problem: `${quoted(value)} is more than 1024 cores`, fix: `write up to "${MOST_CPU}%"` },
).transform((value) => parseCpu(value) ?? Number.NaN);
