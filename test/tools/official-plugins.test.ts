import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { ESLint, Linter } from "eslint";
import ts from "typescript";
import { projectRoot } from "../../tools/project-root.ts";

// What the official plugins and their generated packages do, kept out of the program by its tools.

test.each([
  ["new random.RandomBytes('key', { length: 32 });", ["The id of RandomBytes is the secret itself"]],
  ["new RandomBytes('key', { length: 32 });", ["The id of RandomBytes is the secret itself"]],
  ["new random.RandomPassword('key', { length: 32 });", []],
])("ESLint about %s", async (code, says) => {
  const own = (await new ESLint({ cwd: projectRoot }).calculateConfigForFile(
    join(projectRoot, "components/service/secrets.ts"),
  )) as Linter.Config;
  const rules = { "no-restricted-syntax": own.rules?.["no-restricted-syntax"] ?? "off" } as const;
  const found = new Linter().verify(code, { rules });
  expect(found.map(({ message }) => message)).toEqual(says.map((words) => expect.stringContaining(words)));
});

test("the type check leaves out sdks/, where a whole generated package may be, and nothing of the program", () => {
  const file = join(projectRoot, "tsconfig.json");
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: unknown };
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(file));
  expect(fileNames.filter((name) => name.startsWith(join(projectRoot, "sdks")))).toEqual([]);
  expect(fileNames).toContain(join(projectRoot, "index.ts"));
});
