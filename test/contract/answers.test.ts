import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { z } from "zod";
import {
  parseAnswer,
  quadletsAnswer,
  rolloutAnswer,
  secretsAnswer,
  toolkitAnswer,
} from "../../components/host/host-answers.ts";
import { driftReport } from "../../core/schema/drift-report.ts";
import { homelab } from "../../components/host/host-command.ts";

// One example of every answer, written by the toolkit's tests with `UPDATE_EXAMPLES=1 bash test/run-toolkit.sh`.

const ANSWERS = join(import.meta.dirname, "../../contract/examples/answers");

const example = (noun: string): string => readFileSync(join(ANSWERS, `${noun}.json`), "utf8");

test.each<[string, z.ZodType, readonly string[]]>([
  ["toolkit", toolkitAnswer, ["toolkit"]],
  ["secrets", secretsAnswer, ["applied", "revisions"]],
  ["quadlets", quadletsAnswer, ["applied"]],
  ["rollout", rolloutAnswer, ["deploy", "generation", "images"]],
])("%s: everything that is read of it is there", (noun, schema, read) => {
  const sent = JSON.parse(example(noun)) as Record<string, unknown>;
  const expected = Object.fromEntries(read.map((key) => [key, sent[key]]));
  // Without the values that a schema makes up for older toolkits: a field under another name must not pass.
  expect(parseAnswer(noun, example(noun), schema)).toEqual(expected);
  expect(Object.values(expected)).not.toContain(undefined);
});

test("the report of drift is read whole", () => {
  const sent = JSON.parse(example("drift")) as unknown;
  expect(driftReport.parse(sent)).toEqual(sent);
});

test("every noun has one, and is a word of the command", () => {
  const nouns = readdirSync(ANSWERS)
    .map((file) => file.replace(".json", ""))
    .filter((noun) => noun !== "drift");
  expect(nouns.sort()).toEqual(
    ["dataset", "host", "ingress", "quadlets", "rollout", "route", "secrets", "smoke", "toolkit", "user"].sort(),
  );
  for (const noun of nouns) expect(homelab(noun, "feeds")("apply")).toContain(` ${noun} apply feeds`);
});
