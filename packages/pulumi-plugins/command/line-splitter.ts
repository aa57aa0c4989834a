import { StringDecoder } from "node:string_decoder";

/** The official plugin hangs for ever over a logged line of this many bytes. */
export const HANGING_LINE = 64 * 1024;

/** Cuts a byte stream into lines of text. */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  readonly #line: (line: string) => void;
  #rest = "";
  /** A line was long enough to hang the official plugin. */
  hangs = false;

  constructor(line: (line: string) => void) {
    this.#line = line;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#show(line);
    if (Buffer.byteLength(this.#rest) >= HANGING_LINE) this.end();
  }

  /** Hands out what is left of a last line without an end. */
  end(): void {
    if (this.#rest !== "") this.#show(this.#rest);
    this.#rest = "";
  }

  #show(line: string): void {
    if (Buffer.byteLength(line) >= HANGING_LINE) this.hangs = true;
    else this.#line(line);
  }
}
