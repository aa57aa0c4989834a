/** `npm run --silent plan`: what `pulumi up` would do, in words. */
import { readFileSync } from "node:fs";
import { problemsIn } from "../commands/adopt/preview.ts";
import { exitCodeOf, UsageError } from "../commands/command.ts";
import { pulumi, run } from "../commands/pulumi.ts";
import { problem, readConfig } from "../commands/stack.ts";
import type { PlanReport } from "../core/schema/plan-report.ts";
import { type Command, parseArguments, USAGE } from "./arguments.ts";
import { parsePreview, type Preview } from "./preview/preview.ts";
import { markdownOf } from "./render/markdown.ts";
import { textOf } from "./render/text.ts";
import { reportOf } from "./report.ts";
import { wantedOf } from "./wanted.ts";

const EXIT_CODES: Readonly<Record<PlanReport["verdict"], number>> = { nothing: 0, changes: 10, decide: 11 };
const STDIN = 0;

const FORMS: Readonly<Record<Command["form"], (report: PlanReport) => string>> = {
  text: textOf,
  markdown: markdownOf,
  json: (report) => JSON.stringify(report, null, 2),
};

function previewOf({ preview, stack }: Command): Preview {
  if (preview !== undefined) return readPreview(preview);
  const { ok, printed } = run(["preview", "--json", ...stack]);
  if (ok) return parsePreview(printed);
  throw problem("pulumi preview", problemsIn(printed) || "failed", "correct this first");
}

function readPreview(file: string): Preview {
  try {
    return parsePreview(readFileSync(file === "-" ? STDIN : file, "utf8"));
  } catch {
    throw new UsageError(`--preview ${file}: this is not what pulumi preview --json prints`);
  }
}

process.exitCode = await exitCodeOf(USAGE, async () => {
  const command = parseArguments(process.argv.slice(2));
  if (command.help) {
    console.log(USAGE);
    return 0;
  }
  const preview = previewOf(command);
  const report = reportOf(preview, await wantedOf(process.cwd(), readConfig(pulumi, command.stack)));
  console.log(FORMS[command.form](report));
  return EXIT_CODES[report.verdict];
});
