import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { planReport } from "../../core/schema/plan-report.ts";
import { markdownOf } from "../../plan/render/markdown.ts";
import { textOf } from "../../plan/render/text.ts";
import { expectGolden } from "../support/golden.ts";
import { CASES } from "./cases.ts";
import { reportFor } from "./report-for.ts";

// What is said of typical pull requests, from what the engine said of them: test/engine/plan-engine.test.ts.

const ROOT = fileURLToPath(new URL("golden/", import.meta.url));

test.each(Object.keys(CASES))("%s", (name) => {
  const report = reportFor(name);
  expect(planReport.parse(report)).toEqual(report);
  const files = {
    "comment.md": `${markdownOf(report)}\n`,
    "report.json": `${JSON.stringify(report, null, 2)}\n`,
    "terminal.txt": `${textOf(report)}\n`,
  };
  expectGolden(name, files, ROOT);
});

test("every verdict is among them", () => {
  const verdicts = new Set(Object.keys(CASES).map((name) => reportFor(name).verdict));
  expect([...verdicts].sort()).toEqual(["changes", "decide", "nothing"]);
});
