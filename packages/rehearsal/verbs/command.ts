/** One verb of ./rehearse. */
export interface Command {
  readonly verb: string;
  /** What follows the verb in the help: "[CMD…]". */
  readonly usage: string;
  readonly summary: string;
  /**
   * Runs it with the words after the verb.
   * @returns the exit code: 0 ok, 1 failed, 2 usage; or the exit code of a command passed through
   */
  readonly run: (words: readonly string[]) => Promise<number>;
}

/** A wrong use of a verb: shown with its usage, exit code 2. */
export class UsageError extends Error {}

/** Throws a UsageError unless exactly this many words follow the verb. */
export function expectWords(words: readonly string[], count: number): void {
  if (words.length !== count) throw new UsageError(count === 0 ? "takes no arguments" : `takes ${count} argument(s)`);
}
