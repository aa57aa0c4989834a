import { parseOptions, UsageError } from "../command.ts";

/** A parsed command line. */
export interface Command {
  readonly help: boolean;
  /** The file with the comment's Markdown. */
  readonly file: string;
}

export const USAGE = `usage: npm run --silent comment -- --file <plan.md>

Writes a file as the one comment of this project on a pull request: the first time it adds the comment, later it replaces
its text. For a runner of GitHub Actions or Forgejo Actions, which sets GITHUB_API_URL and GITHUB_REPOSITORY;
PULL_REQUEST is the number, GITHUB_TOKEN may write comments.

Exit code: 0 written, 1 failed, 2 wrong usage.`;

/** @throws UsageError */
export function parseArguments(words: readonly string[]): Command {
  const { help = false, file = "" } = parseOptions(words, { file: { type: "string" } });
  if (!help && file === "") throw new UsageError("--file is missing");
  return { help, file };
}
