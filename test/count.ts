/**
 * `node test/count.ts FOLDER SECONDS REPORT…`: what a run was made of. Prints the minutes of each part and the seconds
 * of each chapter, and `N passed, N failed` as the last line; fails when anything failed, nothing ran, or a report is
 * missing.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly name: string; readonly startTime: number; readonly endTime: number }[];
}

const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1).padStart(6)} min`;

function ofUnittest(text: string): Counts {
  const ran = Number(/^Ran (\d+) test/m.exec(text)?.[1] ?? 0);
  const broken = /^FAILED \((.*)\)/m.exec(text)?.[1] ?? "";
  const skipped = Number(/skipped=(\d+)/.exec(text)?.[1] ?? 0);
  const failed = [...broken.matchAll(/(?:failures|errors)=(\d+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
  // A run that found nothing, or broke off before its summary, is a failure.
  return { passed: Math.max(ran - failed - skipped, 0), failed: failed + (ran === 0 ? 1 : 0) };
}

function ofJest(report: JestReport): Counts {
  const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites } = report;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed, failed: failed + (passed + failed === 0 ? 1 : 0) };
}

/** Seconds of each chapter: the files that run one after the other. */
function chapters({ testResults }: JestReport): string[] {
  return [...testResults]
    .sort((a, b) => a.startTime - b.startTime)
    .map(
      ({ name, startTime, endTime }) => `${String(Math.round((endTime - startTime) / 1000)).padStart(6)} s    ${name}`,
    )
    .map((line) => line.replace(/ \S*\/(?=test\/)/, " "));
}

function tell(path: string): Counts {
  if (!existsSync(path)) {
    console.log(`  no report of ${basename(path)}`);
    return { passed: 0, failed: 1 };
  }
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".unittest")) return ofUnittest(text);
  const report = JSON.parse(text) as JestReport;
  if (report.testResults.some(({ name }) => /\/test\/(rehearsal|vm)\//.test(name)))
    console.log(chapters(report).join("\n"));
  return ofJest(report);
}

function main([folder = "", seconds = "", ...reports]: readonly string[]): number {
  const parts = readFileSync(join(folder, "parts"), "utf8").trimEnd().split("\n");
  let broken = 0;
  for (const line of parts) {
    const [took, ended, name] = line.split("\t");
    console.log(`${minutes(Number(took))}  ${name ?? ""}${ended === "0" ? "" : "  FAILED"}`);
    broken += ended === "0" ? 0 : 1;
  }
  console.log(`${minutes(Number(seconds))}  in all`);
  const counts = reports.map((report) => tell(join(folder, report)));
  const passed = counts.reduce((sum, each) => sum + each.passed, 0);
  const failed = counts.reduce((sum, each) => sum + each.failed, 0);
  // A part without tests of its own, such as the checks, counts as one failure when nothing else says so.
  const told = failed === 0 && broken > 0 ? broken : failed;
  console.log(`${passed} passed, ${told} failed`);
  return told === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
