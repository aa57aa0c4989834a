import type { Problem } from "../../core/problems/problem.ts";
import type { Difference, DriftReport } from "../../core/schema/drift-report.ts";
import { columns } from "../../core/text/columns.ts";
import type { Refreshed } from "./refreshed.ts";

/** The host's answer, or the problems that prevented it. */
export type Answer<T> = { readonly found: T } | { readonly problems: readonly Problem[] };

/** One report of both. */
export function together(
  host: string,
  onHost: Answer<DriftReport>,
  outside: Answer<Refreshed>,
  seconds: number,
): DriftReport {
  const there = "found" in onHost ? onHost.found : EMPTY;
  const differences = "found" in outside ? outside.found.differences : [];
  const toolkit = "found" in onHost && "found" in outside ? otherToolkit(host, there.toolkit, outside.found) : [];
  const problems = [onHost, outside].flatMap((answer) => ("problems" in answer ? answer.problems : []));
  return {
    ...there,
    seconds,
    differences: [...there.differences, ...toolkit, ...differences],
    problems: [...there.problems, ...problems],
  };
}

const EMPTY: DriftReport = {
  ...{ format: 1, toolkit: "", services: [], seconds: 0 },
  ...{ differences: [], notCompared: [], problems: [] },
};

function otherToolkit(host: string, is: string, { toolkit: shouldBe }: Refreshed): Difference[] {
  if (shouldBe === undefined || shouldBe === is || is === "") return [];
  const mend = `pulumi up --target-replace '**::${host}-toolkit'`;
  return [{ service: null, what: "current toolkit", is, shouldBe, mend }];
}

/** 0: no drift, 1: drift, 2: something could not be looked at. */
export const exitCode = ({ differences, problems }: DriftReport): number =>
  problems.length > 0 ? 2 : differences.length > 0 ? 1 : 0;

const HEAD = ["SERVICE", "WHAT", "IS", "SHOULD BE", "MEND"];
const HOST = "host";

/** The report as `homelab drift` prints it. */
export function words({ differences, notCompared, problems, services, seconds }: DriftReport): string {
  const rows = differences.map(({ service, what, is, shouldBe, mend }) => [service ?? HOST, what, is, shouldBe, mend]);
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? "" : "s"}`;
  const result =
    rows.length > 0
      ? count(rows.length, "difference")
      : problems.length > 0
        ? "could not look at everything"
        : "no drift";
  return [
    ...(rows.length > 0 ? [columns([HEAD, ...rows])] : []),
    ...uncompared(notCompared),
    ...problems.map(({ where, problem, fix }) => `error: ${where}: ${problem}\n  fix: ${fix}`),
    `${result}: ${count(services.length, "service")}, ${seconds.toFixed(1)} s`,
  ].join("\n");
}

/** A line for each reason, because a host from before something was kept has it for every service. */
function uncompared(parts: DriftReport["notCompared"]): string[] {
  return Object.entries(Object.groupBy(parts, ({ why }) => why)).map(([why, alike = []]) => {
    const [first, ...others] = alike;
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return `not compared: ${first?.service ?? HOST}: ${first?.what ?? ""}${more}: ${why}`;
  });
}
