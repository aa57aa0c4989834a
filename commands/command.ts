import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { Problems } from "../core/problems/problem.ts";

/** Words that make no command. */
export class UsageError extends Error {}

/** Options that every command has. */
const COMMON = {
  help: { type: "boolean", short: "h" },
  stack: { type: "string", short: "s" },
  "config-file": { type: "string" },
} as const;

/**
 * The values of a command's own options and of those that all have.
 * @throws UsageError
 */
export function parseOptions<T extends ParseArgsOptionsConfig>(words: readonly string[], own: T) {
  try {
    return parseArgs({ args: [...words], options: { ...COMMON, ...own }, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
}

/** Which stack a command is for, in the words of `pulumi`. */
export const stackOptions = (values: { readonly stack?: string; readonly "config-file"?: string }): string[] =>
  (["stack", "config-file"] as const).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`--${name}`, value];
  });

/** Does a command's work, and says what went wrong in a person's words. @returns the exit code */
export async function exitCodeOf(usage: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`error: ${error.message}\n\n${usage}`);
      return 2;
    }
    if (!(error instanceof Problems)) throw error;
    console.error(error.message);
    return 1;
  }
}
