/** `npm run --silent comment`: writes the plan as the one comment on a pull request. */
import { existsSync, readFileSync } from "node:fs";
import { exitCodeOf, UsageError } from "../command.ts";
import { parseArguments, USAGE } from "./arguments.ts";
import { writeComment } from "./forge.ts";

function variable(name: string): string {
  const value = process.env[name] ?? "";
  if (value === "") throw new UsageError(`${name} is not set`);
  return value;
}

process.exitCode = await exitCodeOf(USAGE, async () => {
  const { help, file } = parseArguments(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  const at = {
    api: variable("GITHUB_API_URL"),
    repository: variable("GITHUB_REPOSITORY"),
    number: variable("PULL_REQUEST"),
    token: variable("GITHUB_TOKEN"),
  };
  console.error(`the comment was ${await writeComment(at, readFileSync(file, "utf8"))}`);
  return 0;
});
