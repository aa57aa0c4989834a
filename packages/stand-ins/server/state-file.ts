import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../../../tools/failure.ts";
import { writeAtomically } from "../../../tools/write-atomically.ts";

/** Where a stand-in's state lies and how it is read. */
export interface StateFileOptions<T> {
  /** The file; its folder is made when it is missing. Mode 0600: a stand-in's state may hold secrets. */
  readonly path: string;
  /** What a new stand-in holds. */
  readonly initial: () => T;
  /** Turns the file's JSON into the state; throws when it is none. */
  readonly parse: (json: unknown) => T;
}

/** A stand-in server's whole state, kept as JSON in one file. T must survive JSON and structuredClone. */
export class StateFile<T> {
  readonly #path: string;
  #value: T;
  #saved: string;

  /** @throws Failure when the file is there and cannot be understood */
  constructor(options: StateFileOptions<T>) {
    this.#path = options.path;
    this.#value = existsSync(options.path) ? load(options) : options.initial();
    this.#saved = existsSync(options.path) ? JSON.stringify(this.#value) : "";
    mkdirSync(dirname(options.path), { recursive: true });
    if (this.#saved === "") this.#save(this.#value);
  }

  /** The state as it is; not to be changed. */
  get value(): T {
    return this.#value;
  }

  /**
   * Changes a copy of the state and keeps the copy: on disk first, then in memory. An error leaves both as they were.
   * @param work changes the copy it is given; synchronous, so that two requests never mix
   * @param keep false: the copy is thrown away, although `work` answers as if it were kept (a lost update)
   * @returns what `work` returned
   */
  transaction<R>(work: (draft: T) => R, keep = true): R {
    const draft = structuredClone(this.#value);
    const result = work(draft);
    if (keep) this.#save(draft);
    return result;
  }

  #save(value: T): void {
    const text = JSON.stringify(value);
    if (text !== this.#saved) writeAtomically(this.#path, `${JSON.stringify(value, undefined, 1)}\n`, 0o600);
    this.#saved = text;
    this.#value = value;
  }
}

function load<T>({ path, parse }: StateFileOptions<T>): T {
  try {
    return parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    // The parser's own words may quote the content, which may be secret.
    const problem = error instanceof SyntaxError ? "is not JSON" : "does not hold this stand-in's state";
    throw new Failure(path, problem, "remove the file: the stand-in then starts as new");
  }
}
