import { expect, test } from "@jest/globals";
import { UsageError } from "../../commands/command.ts";
import { parseArguments, type InviteRequest } from "../../commands/invite/arguments.ts";

test.each<[string, InviteRequest]>([
  ["", { verb: "invite", groups: [], days: 7, name: undefined }],
  ["--group family --group friends", { verb: "invite", groups: ["family", "friends"], days: 7, name: undefined }],
  ["--name anna --days 90", { verb: "invite", groups: [], days: 90, name: "anna" }],
  ["--list", { verb: "list" }],
  ["--revoke anna", { verb: "revoke", which: "anna" }],
  ["--help --list", { verb: "help" }],
  ["-h", { verb: "help" }],
])("%s", (words, request) => {
  expect(parseArguments(words === "" ? [] : words.split(" ")).request).toEqual(request);
});

test("which stack is told on to pulumi", () => {
  expect(parseArguments(["--list", "-s", "prod", "--config-file", "a file"]).stack).toEqual([
    ...["--stack", "prod", "--config-file", "a file"],
  ]);
});

test.each([
  ["--days", /--days/],
  ["--days 0", /1 to 90/],
  ["--days 91", /1 to 90/],
  ["--days 1.5", /1 to 90/],
  ["--name anna@home", /--name anna@home/],
  ["--list --revoke anna", /cannot be combined with other options/],
  ["--list --group family", /cannot be combined with other options/],
  ["--gruop family", /--gruop/],
  ["anna", /anna/],
])("%s is no command", (words, problem) => {
  const attempt = () => parseArguments(words.split(" "));
  expect(attempt).toThrow(UsageError);
  expect(attempt).toThrow(problem);
});
