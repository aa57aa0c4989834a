import { expect, test } from "@jest/globals";
import { LineMarkError } from "../../../core/text/bundle.ts";
import { EncodingError } from "../../../core/text/encode.ts";
import { planProblem } from "../../../core/plan/plan-problem.ts";
import { TemplateError } from "../../../core/text/template.ts";
import { service } from "../../support/samples.ts";

test.each([
  [
    new TemplateError("templates/services/sample/app.conf", "there is no value hosst"),
    {
      where: "templates/services/sample/app.conf",
      problem: "there is no value hosst",
      fix: "correct the template, or the value in services/sample.ts that it shows",
    },
  ],
  [
    new LineMarkError("config/app/etc/app.conf"),
    {
      where: "sample config/app/etc/app.conf",
      problem: 'a line begins with "=== ", which separates the files that are sent to a host',
      fix: "write that line differently in its template",
    },
  ],
  [
    new EncodingError("podman reads none as a keyword, not as a program"),
    {
      where: "sample",
      problem: "podman reads none as a keyword, not as a program",
      fix: "write it differently in services/sample.ts",
    },
  ],
])("%s", (error, expected) => {
  expect(planProblem(service(), error)).toEqual(expected);
});

test("a bug stays an error with its stack", () => {
  const bug = new Error("undefined is not a function");
  expect(() => planProblem(service(), bug)).toThrow(bug);
});
