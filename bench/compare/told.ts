import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../tools/failure.ts";
import { tryCommand, type CommandOptions } from "../../tools/run-command.ts";

/** Where the whole output of a command lies that failed: its last lines seldom say why. */
const logFile = join(tmpdir(), "homelab-bench.log");

/**
 * Runs a command to its end.
 * @param accepted further exit codes that are an answer
 * @returns what it said, stdout and then stderr
 * @throws Failure for another exit code; the whole output is in the file that it names
 */
export async function told(
  command: string,
  args: readonly string[],
  options: CommandOptions,
  accepted: readonly number[] = [],
): Promise<string> {
  const { code, stdout, stderr } = await tryCommand(command, args, options);
  const said = `${stdout}${stderr}`;
  if (code === 0 || accepted.includes(code)) return said;
  writeFileSync(logFile, said);
  const end = said.trim().split("\n").slice(-12).join("\n    ");
  throw new Failure(options.purpose, `exit code ${code}, all of it in ${logFile}\n    ${end}`, options.fix);
}
