import { expect, test } from "@jest/globals";
import { parseArguments } from "../../commands/adopt/arguments.ts";
import { UsageError } from "../../commands/command.ts";

const nothing = { help: false, yes: false, dryRun: false, stack: [] };

test.each([
  ["", nothing],
  ["--yes", { ...nothing, yes: true }],
  ["-y -s prod --config-file f", { ...nothing, yes: true, stack: ["--stack", "prod", "--config-file", "f"] }],
  ["--dry-run", { ...nothing, dryRun: true }],
  ["-h", { ...nothing, help: true }],
])("%s", (words, command) => {
  expect(parseArguments(words === "" ? [] : words.split(" "))).toEqual(command);
});

test.each([
  ["--yes --dry-run", /exclude each other/],
  ["--yess", /--yess/],
  ["feeds", /feeds/],
])("%s is no command", (words, problem) => {
  const attempt = () => parseArguments(words.split(" "));
  expect(attempt).toThrow(UsageError);
  expect(attempt).toThrow(problem);
});
