/** Adds up what the runners reported; prints `N passed, N failed` and fails when anything failed or nothing ran. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";
let passed = 0;
let failed = 0;
for (const file of ["fast.json", "rehearsal.json"]) {
  const report = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, number>;
  passed += report["numPassedTests"] ?? 0;
  failed += (report["numFailedTests"] ?? 0) + (report["numRuntimeErrorTestSuites"] ?? 0);
}
const unittest = readFileSync(join(folder, "unittest"), "utf8");
const ran = Number(/^Ran (\d+) test/m.exec(unittest)?.[1] ?? 0);
const broken = /^FAILED \((.*)\)/m.exec(unittest)?.[1] ?? "";
const skipped = Number(/skipped=(\d+)/.exec(unittest)?.[1] ?? 0);
const unittestFailed = [...broken.matchAll(/(?:failures|errors)=(\d+)/g)].reduce((sum, m) => sum + Number(m[1]), 0);
passed += ran - unittestFailed - skipped;
failed += unittestFailed + (ran === 0 ? 1 : 0);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
