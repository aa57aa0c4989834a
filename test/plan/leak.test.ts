import { expect, test } from "@jest/globals";
import { markdownOf } from "../../plan/render/markdown.ts";
import { textOf } from "../../plan/render/text.ts";
import { CASES } from "./cases.ts";
import { recorded } from "./recording.ts";
import { reportFor } from "./report-for.ts";

// No value reaches what the plan prints: neither of a secret, should a preview show it, nor of an environment.

const MARK = "VALUE-THAT-NOBODY-SEES";

interface State {
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}
interface Recording {
  steps: { urn: string; oldState?: State; newState?: State }[];
}

/** A preview in which every secret is in clear, and every variable of an old unit and every line of an old file has the mark. */
function inClear(name: string): string {
  const preview = JSON.parse(recorded(name)) as Recording;
  for (const { urn, oldState, newState } of preview.steps)
    for (const state of [oldState, newState]) {
      if (state === undefined || urn.includes("pulumi:pulumi:Stack")) continue;
      const { stdin } = state.inputs ?? {};
      state.inputs = { ...state.inputs, password: MARK, connection: { privateKey: MARK } };
      state.outputs = { ...state.outputs, stdout: MARK, result: MARK };
      if (urn.endsWith("-secrets")) state.inputs["stdin"] = `uid=2003\nsecret.${name}="${MARK}"\n`;
      else if (urn.endsWith("-quadlets") && typeof stdin === "string") state.inputs["stdin"] = marked(stdin);
    }
  return JSON.stringify(preview);
}

const marked = (bundle: string): string =>
  bundle
    .replaceAll(/^Environment=("?)([^=]+)=.*$/gm, `Environment=$1$2=${MARK}$1`)
    .replaceAll(/^Exec=.*$/gm, `Exec=--password ${MARK}`)
    .replaceAll(/^(HealthCmd|Entrypoint)=.*$/gm, `$1=["${MARK}"]`)
    .replaceAll(/^# Only the sidecar.*$/gm, MARK);

test.each(Object.keys(CASES))("%s", (name) => {
  const printed = inClear(name);
  const report = reportFor(name, printed);
  expect(printed.includes(MARK) || report.verdict === "nothing").toBe(true);
  for (const text of [JSON.stringify(report), textOf(report), markdownOf(report)]) expect(text).not.toContain(MARK);
});

test("a mark is told where it is a name: the test can fail", () => {
  const preview = recorded("env-change").replaceAll("GREETING=", `${MARK}=`);
  expect(textOf(reportFor("env-change", preview))).toContain(MARK);
});
