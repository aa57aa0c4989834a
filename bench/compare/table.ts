import { STAGES, type Measured, type Stage, type Taken } from "./measure.ts";

const TITLES: Readonly<Record<Stage, string>> = {
  first: "first deploy",
  nothing: "nothing to do",
  preview: "preview (host not asked)",
  change: "one value changed",
  drift: "drift check",
};
const HEAD = ["", "services", "seconds", "to homelab", "growth", "SSH logins", "units restarted", "drift found"];

/** The comparison as a table for a terminal: for each step all tools, with ratios to this program. Pure. */
export function comparisonTable(measured: readonly Measured[]): string {
  const rows = STAGES.flatMap((stage) => {
    const cells = measured.flatMap((one) => row(one, stage, measured));
    return cells.length === 0 ? [] : [[TITLES[stage]], ...cells];
  });
  const lines = [[...HEAD.slice(0, 4), growthTitle(measured), ...HEAD.slice(5)], ...rows];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, at) => aligned(cell, widths[at] ?? 0, at))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const aligned = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);

function row(one: Measured, stage: Stage, all: readonly Measured[]): string[][] {
  const taken = one.stages[stage];
  if (taken === undefined) return [];
  const ours = all.find(({ tool, services }) => tool === "homelab" && services === one.services)?.stages[stage];
  return [
    [
      `  ${one.tool}`,
      String(one.services),
      taken.seconds.toFixed(1),
      ours === undefined ? "-" : `${(taken.seconds / ours.seconds).toFixed(1)} x`,
      growth(one, stage, taken, all),
      String(taken.logins),
      String(taken.restarted),
      taken.found === undefined ? "-" : `${taken.found} of 2`,
    ],
  ];
}

/** How many times as long as with the least services of the same tool. */
function growth(one: Measured, stage: Stage, { seconds }: Taken, all: readonly Measured[]): string {
  const least = smallest(all.filter(({ tool }) => tool === one.tool));
  const base = least?.stages[stage];
  return least === undefined || base === undefined || least.services === one.services
    ? "-"
    : `${(seconds / base.seconds).toFixed(1)} x`;
}

function growthTitle(measured: readonly Measured[]): string {
  return `growth from ${smallest(measured)?.services ?? 0}`;
}

function smallest(measured: readonly Measured[]): Measured | undefined {
  return [...measured].sort((a, b) => a.services - b.services)[0];
}
