/** Amounts with units, so that a definition never contains a number without a unit. */

const SIZE_UNITS = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const;
const DURATION_UNITS = { second: 1, seconds: 1, minute: 60, minutes: 60, hour: 3600, hours: 3600 } as const;

/** `"5 GB"`: powers of 1024, as ZFS and Podman count. */
export type Size = `${number} ${keyof typeof SIZE_UNITS}`;
/** `"30 seconds"`, `"1 minute"`, `"2 hours"`. */
export type Duration = `${number} ${keyof typeof DURATION_UNITS}`;
/** `"200%"` is two cores. */
export type Cpu = `${number}%`;

const SIZE = /^(\d+(?:\.\d+)?) (KB|MB|GB|TB)$/;
const DURATION = /^([1-9]\d*) (seconds?|minutes?|hours?)$/;
const CPU = /^([1-9]\d*)%$/;

/** Bytes of a size, rounded; undefined if the text is not a size or is zero. */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text);
  if (!match) return undefined;
  const bytes = Math.round(Number(match[1]) * SIZE_UNITS[match[2] as keyof typeof SIZE_UNITS]);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** Whole seconds of a duration; undefined if the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match) return undefined;
  const seconds = Number(match[1]) * DURATION_UNITS[match[2] as keyof typeof DURATION_UNITS];
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** Percent of one core; undefined if the text is not a percentage. */
export function parseCpu(text: string): number | undefined {
  const match = CPU.exec(text);
  if (!match) return undefined;
  const percent = Number(match[1]);
  return Number.isSafeInteger(percent) ? percent : undefined;
}

/** Bytes for people: the largest unit with a value of at least 1, with one decimal if it is not whole. */
export function formatSize(bytes: number): string {
  const [unit, factor] = largestUnit(bytes);
  const amount = bytes / factor;
  return `${Number.isInteger(amount) ? amount.toFixed(0) : amount.toFixed(1)} ${unit}`;
}

/** Bytes in the notation of ZFS and systemd, exact: `5G`, `1536M`, or plain bytes if no unit divides them. */
export function exactSize(bytes: number): string {
  for (const [unit, factor] of Object.entries(SIZE_UNITS).reverse()) {
    if (bytes % factor === 0) return `${bytes / factor}${unit.slice(0, 1)}`;
  }
  return String(bytes);
}

function largestUnit(bytes: number): [unit: string, factor: number] {
  const fitting = Object.entries(SIZE_UNITS).filter(([, factor]) => bytes >= factor);
  return fitting.at(-1) ?? ["bytes", 1];
}
