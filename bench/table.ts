import { availableParallelism, loadavg } from "node:os";
import type { Measurement } from "./measure.ts";

const HEAD = ["services", "resources", "first up", "preview", "over empty", "per resource", "program's CPU"];

/** The measurements as a table for a terminal; the first one is the empty program that the others stand beside. */
export function table(measurements: readonly Measurement[]): string {
  const floor = measurements[0]?.preview ?? 0;
  const rows = [HEAD, ...measurements.map((measurement) => row(measurement, floor))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) => cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("   "));
  return [...lines, "", "preview: nothing changes, median of 3; host: a plugin that answers at once", busy()].join(
    "\n",
  );
}

/** Times on a machine that is busy otherwise say little: the reader has to know. */
function busy(): string {
  const [load = 0] = loadavg();
  return `load of the last minute: ${load.toFixed(1)} on ${availableParallelism()} cores (1 to 2 is this measurement's own)`;
}

function row({ services, resources, up, preview, program }: Measurement, floor: number): string[] {
  const perResource = resources === 0 ? "-" : `${((preview - floor) / resources).toFixed(1)} ms`;
  const name = services === 0 ? "empty" : String(services);
  const over = services === 0 ? "-" : seconds(preview - floor);
  return [name, String(resources), seconds(up), seconds(preview), over, perResource, seconds(program)];
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
