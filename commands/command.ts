import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { Problems } from "../core/problems/problem.ts";

/** An invalid command line. */
export class UsageError extends Error {}

/** Options of every command. */
const COMMON = {
  help: { type: "boolean", short: "h" },
  stack: { type: "string", short: "s" },
  "config-file": { type: "string" },
} as const;

/**
 * The values of a command's own options and of the common ones.
 * @throws UsageError
 */
export function parseOptions<T extends ParseArgsOptionsConfig>(words: readonly string[], own: T) {
  try {
    return parseArgs({ args: [...words], options: { ...COMMON, ...own }, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
}

/** The options of `pulumi` that select the stack. */
export const stackOptions = (values: { readonly stack?: string; readonly "config-file"?: string }): string[] =>
  (["stack", "config-file"] as const).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`--${name}`, value];
  });

/** Runs a command and prints its problems. @param failure the exit code for problems @returns the exit code */
export async function exitCodeOf(usage: string, work: () => Promise<number>, failure = 1): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`error: ${error.message}\n\n${usage}`);
      return 2;
    }
    if (!(error instanceof Problems)) throw error;
    console.error(error.message);
    return failure;
  }
}
