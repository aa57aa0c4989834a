import { invalid } from "../contract/refusal.ts";
import type { Change } from "../engine/family.ts";
import { textOf } from "../engine/stored.ts";

const units: Readonly<Record<string, number>> = {
  microseconds: 1e-6,
  milliseconds: 1e-3,
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
  weeks: 604_800,
};

/** Seconds of "hours=1;minutes=2"; undefined when the text is none. */
export function durationSeconds(text: string): number | undefined {
  const parts = text.split(";").map((part) => /^(\w+)=(-?\d+(?:\.\d+)?)$/.exec(part.trim()));
  const seconds = parts.map((part) => {
    const unit = units[part?.[1] ?? ""];
    return unit === undefined ? undefined : unit * Number(part?.[2]);
  });
  return seconds.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0);
}

/** Refuses duration fields of a request that are no durations. @throws Refusal */
export function checkDurations({ input }: Change, fields: readonly string[]): void {
  for (const field of fields) {
    const text = textOf(input, field);
    if (input[field] !== undefined && durationSeconds(text) === undefined) {
      throw invalid(field, `${text} is not in the correct format of 'hours=3;minutes=1'.`);
    }
  }
}
