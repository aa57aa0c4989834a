import { formatSize } from "../../core/schema/amounts.ts";

const FACTORS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Bytes of a size in the notation of ZFS and systemd: `5G`, or plain bytes; undefined for another text. */
export function bytesOf(size: string): number | undefined {
  const [, digits, unit = ""] = /^(\d+)([KMGT]?)$/.exec(size) ?? [];
  return digits === undefined ? undefined : Number(digits) * (FACTORS[unit] ?? 1);
}

/** `5G` as people write it: `5 GB`. */
export function sizeWords(size: string): string {
  const bytes = bytesOf(size);
  return bytes === undefined ? size : formatSize(bytes);
}

/** Whole minutes as minutes, everything else as seconds. */
export function secondsWords(seconds: number): string {
  if (seconds < 60 || seconds % 60 !== 0) return `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  const minutes = seconds / 60;
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}
