import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { say, step } from "../tools/progress.ts";
import { tellFailure } from "../tools/tell-failure.ts";
import { describeTools, ensureTools, type Tools } from "../packages/pulumi-plugins/cli/tools.ts";
import { compare } from "./compare/compare.ts";
import { measure, type Measurement } from "./measure.ts";
import { table } from "./table.ts";

// `node bench/run.ts 3 10` measures those numbers of services instead; --previews and --compare are one half each,
// --quick is both with 3 services, --alone leaves the other tools out.
const words = process.argv.slice(2);
const asked = words.includes("--quick") ? [3] : words.filter((word) => !word.startsWith("--")).map(Number);
const SIZES = [0, ...(asked.length > 0 ? asked : [3, 10, 30])];
const COMPARED = asked.length > 0 ? asked : [10, 30];

async function measureAll(root: string, tools: Tools): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const services of SIZES) {
    const label = services === 0 ? "Measuring an empty program" : `Measuring ${services} services`;
    measured.push(await step(label, () => measure(join(root, String(services)), tools, services)));
  }
  return measured;
}

const root = mkdtempSync(join(tmpdir(), "homelab-bench-"));
try {
  await tellFailure(async () => {
    const tools = await ensureTools();
    say(describeTools(tools));
    if (!words.includes("--compare")) console.log(table(await measureAll(root, tools)));
    if (!words.includes("--previews")) console.log(await compare(tools, COMPARED, words.includes("--alone")));
  });
} finally {
  rmSync(root, { recursive: true, force: true });
}
