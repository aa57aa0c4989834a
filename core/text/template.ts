import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import mustache from "mustache";
import { EncodingError } from "./encode.ts";
import { escapeFor } from "./template-escape.ts";
import { rendered, TagError, tagNames, type Token, type View } from "./template-tags.ts";

export type { View } from "./template-tags.ts";

const FOLDER = fileURLToPath(new URL("../../templates/", import.meta.url));

/** A template that does not match its values. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  /** Path of the template in the project. */
  readonly where: string;
  readonly problem: string;
  /** What to do; undefined where the template's text has to be corrected. */
  readonly fix: string | undefined;

  constructor(where: string, problem: string, fix?: string) {
    super(`${where}: ${problem}`);
    this.where = where;
    this.problem = problem;
    this.fix = fix;
  }
}

/** Where `templates/<path>` is on this computer. */
export const templatePath = (path: string): string => FOLDER + path;

/** Whether `templates/<path>` is a file. */
export const templateExists = (path: string): boolean =>
  statSync(FOLDER + path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * Fills in `templates/<path>`. Mustache made strict: a tag without a value, a value without a tag, a value
 * that the kind of file cannot hold, partials and unescaped tags are all errors.
 * @param view - Values that the template must use.
 * @param offered - Values that it may use.
 * @throws TemplateError
 */
export function renderTemplate(path: string, view: View, offered: View = {}): string {
  if (!templateExists(path)) throw new TemplateError(`templates/${path}`, "there is no such file");
  return renderText(path, readText(path), view, offered);
}

function readText(path: string): string {
  const bytes = readFileSync(FOLDER + path);
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString("utf8");
  const fix = "put it into an image of your own, or into a dataset of the service (docs/templates.md)";
  throw new TemplateError(`templates/${path}`, "is not text in UTF-8, and would be damaged on its way", fix);
}

/** Like `renderTemplate`, for a template's text; the path says what kind of file it is. */
export function renderText(path: string, text: string, view: View, offered: View = {}): string {
  const where = `templates/${path}`;
  try {
    const tokens = mustache.parse(text) as Token[];
    const used = tagNames(tokens);
    const unused = Object.keys(view).filter((key) => !used.has(key));
    if (unused.length > 0) throw new TagError(`no tag uses ${unused.join(", ")}`);
    return rendered(tokens, [offered, view], escapeFor(path));
  } catch (error) {
    if (error instanceof TagError || error instanceof EncodingError) throw new TemplateError(where, error.message);
    // Mustache's own errors (an unclosed section) are plain Errors with a readable message.
    if (error instanceof Error) throw new TemplateError(where, error.message);
    throw error;
  }
}
