import { Failure } from "./failure.ts";
import { say } from "./progress.ts";

/** Does a program's whole work; a Failure is told in its own words and makes the exit code 1. */
export async function tellFailure(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(`error: ${error.message}`);
    process.exitCode = 1;
  }
}
