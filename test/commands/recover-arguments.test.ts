import { expect, test } from "@jest/globals";
import { UsageError } from "../../commands/command.ts";
import { parseArguments } from "../../commands/recover/arguments.ts";

test.each([
  ["", { help: false, cancel: [], refresh: ["--yes"] }],
  ["--yes", { help: false, cancel: ["--yes"], refresh: ["--yes"] }],
  [
    "-y -s prod --config-file f",
    {
      help: false,
      cancel: ["--yes", "--stack", "prod"],
      refresh: ["--yes", "--stack", "prod", "--config-file", "f"],
    },
  ],
  ["-h", { help: true, cancel: [], refresh: ["--yes"] }],
])("%s", (words, command) => {
  expect(parseArguments(words === "" ? [] : words.split(" "))).toEqual(command);
});

test.each(["--force", "prod"])("%s is no command", (words) => {
  expect(() => parseArguments([words])).toThrow(UsageError);
});
