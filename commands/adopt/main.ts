/** `npm run --silent adopt`: imports existing objects of Authentik and the DNS provider into the stack. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { exitCodeOf, UsageError } from "../command.ts";
import { pulumi, run } from "../pulumi.ts";
import { problem, readConfig } from "../stack.ts";
import { parseArguments, USAGE, type Command } from "./arguments.ts";
import { listingsFor } from "./listings.ts";
import { importFile, type ImportFile, type Sdk } from "./import-file.ts";
import { type Finding, match } from "./match.ts";
import { problemsIn, missingFrom, type PlannedResource } from "./preview.ts";
import { report } from "./report.ts";

const NEXT = "Now run: pulumi up";

function preview(stack: readonly string[]): PlannedResource[] {
  const { ok, printed } = run(["preview", "--json", ...stack]);
  if (ok) return missingFrom(printed);
  throw problem("pulumi preview", problemsIn(printed) || "failed", "correct this first; nothing was taken over");
}

function sdk(name: string): Sdk {
  return JSON.parse(
    readFileSync(new URL(`../../node_modules/@pulumi/${name}/package.json`, import.meta.url), "utf8"),
  ) as Sdk;
}

/** The SDKs of all packages whose resources were found. */
const sdksOf = (findings: readonly Finding[]): Record<string, Sdk> =>
  Object.fromEntries(
    findings
      .filter(({ outcome }) => outcome === "found")
      .map(({ planned }) => planned.type.split(":")[0] ?? "")
      .map((name) => [name, sdk(name)]),
  );

async function agreed({ yes }: Command, count: number): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new UsageError("there is no terminal for the confirmation: add --yes or --dry-run");
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question(`Take over these ${count}? [y/N] `);
  asking.close();
  return /^y(es)?$/i.test(answer.trim());
}

function take(file: ImportFile, stack: readonly string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), "homelab-adopt-"));
  try {
    const path = join(folder, "import.json");
    writeFileSync(path, JSON.stringify(file));
    const flags = ["--protect=false", "--generate-code=false", "--skip-preview", "--yes"];
    return run(["import", "--file", path, ...flags, ...stack], "shown").ok;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function adopt(command: Command): Promise<number> {
  const { stack, dryRun } = command;
  const config = readConfig(pulumi, stack);
  const missing = preview(stack);
  const findings = match(missing, await listingsFor(missing, config, process.env));
  const count = findings.filter(({ outcome }) => outcome === "found").length;
  if (findings.length > 0) console.log(report(findings));
  if (count === 0 || dryRun) {
    console.log(count === 0 ? `Nothing to take over. ${NEXT}` : `${count} would be taken over.`);
    return 0;
  }
  if (!(await agreed(command, count))) return 1;
  const file = importFile(findings, missing, sdksOf(findings));
  if (!take(file, stack)) return 1;
  console.log(`${count} taken over. ${NEXT}`);
  return 0;
}

process.exitCode = await exitCodeOf(USAGE, async () => {
  const command = parseArguments(process.argv.slice(2));
  if (!command.help) return adopt(command);
  console.log(USAGE);
  return 0;
});
