import contract from "../../contract/constants.json" with { type: "json" };
import { createHash } from "node:crypto";

import { sortedBy } from "./sorted.ts";

const MARK = contract.bundleSeparator;

export interface BundledFile {
  readonly path: string;
  readonly content: string;
}

export interface Bundle {
  /** First 16 hex digits of the SHA-256 of the files, including their separators. */
  readonly hash: string;
  /** The whole text: header lines, then the files sorted by path. */
  readonly text: string;
}

/**
 * Several files as one readable text, so that a preview shows a change as the line that changed.
 * @param header - Lines before the files; gets the hash.
 */
export function bundle(files: readonly BundledFile[], header: (hash: string) => readonly string[]): Bundle {
  const sorted = sortedBy(files, ({ path }) => path);
  const body = sorted.map(({ path, content }) => `${MARK}${path}\n${content}`).join("");
  const hash = sha256(body).slice(0, contract.generation.hashDigits);
  return { hash, text: [...header(hash), body].join("\n") };
}

/** The files of a bundle's text by path; what stands before the first one is left out. */
export function unbundled(text: string): ReadonlyMap<string, string> {
  const [, ...parts] = `\n${text}`.split(`\n${MARK}`);
  return new Map(
    parts.map((part, index) => {
      const end = part.indexOf("\n");
      // Before the next file's mark a newline was cut off, which an empty file does not have.
      if (end < 0) return [part, ""];
      return [part.slice(0, end), index === parts.length - 1 ? part.slice(end + 1) : `${part.slice(end + 1)}\n`];
    }),
  );
}

/** A file that cannot be sent. */
export class LineMarkError extends Error {
  override readonly name = "LineMarkError";
  readonly path: string;

  constructor(path: string) {
    super(`a line begins with "${MARK}", which separates the files that are sent to a host`);
    this.path = path;
  }
}

/**
 * A file's content in a bundle, with a newline at its end.
 * @throws LineMarkError for a line that would be read as the beginning of another file.
 */
export function bundled<File extends BundledFile>(file: File): File {
  const content = file.content === "" || file.content.endsWith("\n") ? file.content : `${file.content}\n`;
  if (content.split("\n").some((line) => line.startsWith(MARK))) {
    throw new LineMarkError(file.path);
  }
  return { ...file, content };
}

/** 64 hex digits. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
