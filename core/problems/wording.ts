import { z } from "zod";

/** What a person is told about a value that its schema refuses. */
export interface Wording {
  /** Completes `"x" is not …`. */
  readonly what?: string;
  /** A more exact problem than that, for values where there is one. */
  readonly explain?: (value: unknown) => string | undefined;
  /** What to write, an imperative: the answer to a wrong value and to a missing one. */
  readonly fix?: string;
  /**
   * A valid value that no later check minds. It takes the place of a refused one while the rest of the definition is
   * checked, and is never planned.
   */
  readonly standIn?: unknown;
}

/** The wording of each schema that has one. */
export const wordings = z.registry<Wording>();
