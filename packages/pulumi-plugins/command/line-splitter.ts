import { StringDecoder } from "node:string_decoder";

// The engine's messages have a size limit; a longer line is shown in pieces.
const longestLine = 32 * 1024;

/** Cuts a byte stream into lines of text. */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  readonly #line: (line: string) => void;
  #rest = "";

  constructor(line: (line: string) => void) {
    this.#line = line;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line);
    if (this.#rest.length > longestLine) this.end();
  }

  /** Hands out what is left of a last line without an end. */
  end(): void {
    if (this.#rest !== "") this.#line(this.#rest);
    this.#rest = "";
  }
}
