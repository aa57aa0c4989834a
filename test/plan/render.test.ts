import { expect, test } from "@jest/globals";
import type { PlanReport } from "../../core/schema/plan-report.ts";
import { parseArguments } from "../../plan/arguments.ts";
import { markdownOf } from "../../plan/render/markdown.ts";
import { textOf, restartTexts } from "../../plan/render/text.ts";
import { plans } from "../docs/every-field.ts";

const [report] = plans as [PlanReport];
const hostile = "a\u001b[31m ```\n<img src=x> **b** @everyone";

function withText(text: string): PlanReport {
  const [entry] = report.entries;
  if (entry === undefined) throw new Error("no entry");
  const flags = entry.flags.map((flag) => ({ ...flag, text }));
  return { ...report, entries: [{ ...entry, changes: [{ how: "added", what: "image", text }], flags }] };
}

test("what a person wrote cannot leave its line or its fence", () => {
  const terminal = textOf(withText(hostile));
  expect(terminal).not.toContain("\u001b");
  expect(terminal.split("\n")).toHaveLength(textOf(withText("plain")).split("\n").length);
  const [head = "", ...blocks] = markdownOf(withText(hostile)).split("````text\n");
  expect(blocks).toHaveLength(1);
  expect(head).toContain("\\<img src=x\\>");
  expect(head).not.toMatch(/[^\\]@everyone/);
});

test("dangers come first in a comment", () => {
  const [entry] = report.entries;
  if (entry === undefined) throw new Error("no entry");
  const [danger] = entry.flags;
  if (danger === undefined) throw new Error("no flag");
  const flags = [{ ...danger, severity: "attention" as const }, danger];
  const words = markdownOf({ ...report, entries: [{ ...entry, flags }] }).match(/\*\*(attention|danger)\*\*/g);
  expect(words).toEqual(["**danger**", "**attention**"]);
});

test("pods with the same fate are one line", () => {
  const restart = (pod: string, container: string) => ({ pod, effect: "restart" as const, containers: [container] });
  expect(restartTexts([restart("a-0", "app"), restart("a-1", "app"), restart("a-2", "caddy")])).toEqual([
    "a-0 restarts app, then a-1",
    "a-2 restarts caddy",
  ]);
});

test.each<[string[], object]>([
  [[], { form: "text", preview: undefined, help: false, stack: [] }],
  [["--markdown", "--preview", "-"], { form: "markdown", preview: "-" }],
  [["--json", "--stack", "prod"], { form: "json", stack: ["--stack", "prod"] }],
  [["-h"], { help: true }],
])("%j", (words, expected) => {
  expect(parseArguments(words)).toMatchObject(expected);
});

test.each([[["--json", "--markdown"]], [["--preview"]], [["--loud"]]])("%j is refused", (words) => {
  expect(() => parseArguments(words)).toThrow();
});
