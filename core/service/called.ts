import type { Problem } from "../problems/problem.ts";
import { thrownText } from "../problems/quoted.ts";
import type { EnvContext } from "../schema/env-context.ts";
import { envContext, NameError, type NameScope } from "./names-given.ts";

/** What a function of the definition returns, or the problem that it throws: it is not a bug of the program. */
export function called<T>(
  scope: NameScope,
  definition: (context: EnvContext) => T,
): { readonly value: T } | { readonly problem: Omit<Problem, "where"> } {
  try {
    return { value: definition(envContext(scope)) };
  } catch (error) {
    return { problem: thrown(error) };
  }
}

function thrown(error: unknown): Omit<Problem, "where"> {
  if (error instanceof NameError) return { problem: error.message, fix: error.fix };
  return {
    problem: `the function throws: ${thrownText(error)}`,
    fix: "correct the function; what it is given cannot be changed",
  };
}
