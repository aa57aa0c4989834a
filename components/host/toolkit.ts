import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Verb } from "./host-command.ts";

/** One file of the toolkit; its path is relative to the version's folder. */
export interface ToolkitFile {
  readonly path: string;
  readonly text: string;
}

const FOLDER = fileURLToPath(new URL("../../toolkit/", import.meta.url));
/** Runs on the host before the toolkit is installed, and is not part of it. */
const INSTALLER = "install.py";
/** The lines of the installer that are replaced by the files. */
const PLACE = /^VERSION = .*\n(FILES: .* = )\{\}$/m;

/** The host has no `homelab` command yet, so Python gets the program on stdin. */
export const toolkitCommand = (verb: Verb): string => `python3 - ${verb}`;

/** The toolkit's files in this checkout, sorted by path, without caches of tools. */
export function readToolkit(folder: string = FOLDER): ToolkitFile[] {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      // The constants are a link to contract/, where both languages find them.
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .filter(
        (path) => path !== INSTALLER && !path.split("/").some((part) => part.startsWith(".") || part === "__pycache__"),
      )
      .sort()
      .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }))
  );
}

/** Name of a version: 16 hex digits over its files. */
export function toolkitVersion(files: readonly ToolkitFile[]): string {
  return createHash("sha256")
    .update(JSON.stringify(files.map(({ path, text }) => [path, text])))
    .digest("hex")
    .slice(0, 16);
}

/**
 * The program that installs or removes these files: one text that needs nothing but Python. Each line of
 * a file is one line of the program, so a preview shows what a change of the toolkit changes.
 */
export function toolkitProgram(files: readonly ToolkitFile[], installer: string = join(FOLDER, INSTALLER)): string {
  const text = readFileSync(installer, "utf8");
  if (!PLACE.test(text)) throw new Error(`${installer} has no lines "VERSION = …" and "FILES: … = {}"`);
  const version = JSON.stringify(toolkitVersion(files));
  const entries = files.map(fileEntry).join("");
  // A function, because `$&` in a file would be read as a pattern.
  return text.replace(PLACE, (_, declaration: string) => `VERSION = ${version}\n${declaration}{\n${entries}}`);
}

/** A JSON string is a Python string, so JSON does the quoting. */
function fileEntry({ path, text }: ToolkitFile): string {
  const lines = text.split("\n").map((line) => `        ${JSON.stringify(line)},\n`);
  return `    ${JSON.stringify(path)}: [\n${lines.join("")}    ],\n`;
}
