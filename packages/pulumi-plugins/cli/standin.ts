import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { step } from "../../../tools/progress.ts";
import { recipeHash } from "../../../tools/recipe-hash.ts";
import { runCommand } from "../../../tools/run-command.ts";
import { installFolder } from "../../../tools/install-folder.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { plugins } from "./versions.ts";

/** What an installed plugin or language host is made of, as it lies in this project. */
const sources = [
  ...[
    "cli/language-host.ts",
    "cli/run-program.ts",
    "cli/versions.ts",
    "protocol",
    ...plugins.map(([name]) => name),
  ].map((part) => `packages/pulumi-plugins/${part}`),
  "sdks/authentik/schema.json",
];
const programs = "packages/pulumi-plugins";

/** A folder of the cache with Node programs that stand in for official tools. */
export interface StandIns {
  /** PULUMI_HOME with the stand-in plugins installed. */
  readonly home: string;
  /** Folder with `pulumi` (when one was built) and the language host beside it. */
  readonly bin: string;
}

/** Quotes a word for sh. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function writeWrapper(path: string, root: string, program: string, setting = ""): void {
  const node = quote(join(root, "node_modules", ".bin", "node"));
  writeFileSync(path, `#!/bin/sh\n${setting}exec ${node} ${quote(join(root, "src", program))} "$@"\n`, { mode: 0o755 });
}

async function install(folder: string, root: string, cli: string, withHost: boolean): Promise<void> {
  // A copy, so that a changed or removed project tree does not change what is installed.
  for (const source of sources) cpSync(join(projectRoot, source), join(folder, "src", source), { recursive: true });
  writeFileSync(join(folder, "src", "package.json"), '{ "type": "module" }\n');
  linkModules(folder);
  mkdirSync(join(folder, "bin"));
  if (withHost) {
    // The CLI takes a language host without a warning only from its own folder.
    linkSync(join(cli, "pulumi"), join(folder, "bin", "pulumi"));
    writeWrapper(join(folder, "bin", "pulumi-language-nodejs"), root, `${programs}/cli/language-host.ts`);
  }
  for (const [name, version] of plugins) {
    const wrapper = join(folder, `pulumi-resource-${name}`);
    // Each run starts every plugin, and half of a start is compiling. Not for the language host: programs inherit it.
    const compiled = `export NODE_COMPILE_CACHE=${quote(join(root, "compiled"))}\n`;
    writeWrapper(wrapper, root, `${programs}/${name}/main.ts`, compiled);
    const args = ["plugin", "install", "resource", name, version, "--file", wrapper];
    const env = { PULUMI_HOME: join(folder, "pulumi-home"), PULUMI_SKIP_UPDATE_CHECK: "1" };
    const options = { seconds: 60, env, purpose: `installing the stand-in plugin ${name}`, fix: "try again" };
    await runCommand(join(cli, "pulumi"), args, options);
    rmSync(wrapper);
  }
}

/** Where this tree's packages really lie: a copy of the tree may have a link to those of the original. */
const modules = (): string => realpathSync(join(projectRoot, "node_modules"));

/** The plugins' packages come from the node_modules of the tree that installed them. */
function linkModules(folder: string): void {
  const link = join(folder, "node_modules");
  // In one rename: another run may be starting a plugin right now.
  const fresh = `${link}.${process.pid}.new`;
  rmSync(fresh, { force: true });
  symlinkSync(modules(), fresh);
  renameSync(fresh, link);
}

function hasModules(folder: string): boolean {
  return existsSync(join(folder, "node_modules", ".bin", "node"));
}

/**
 * Installs the stand-in plugins and, for a CLI that was built here, the language host.
 * @param cli folder of the `pulumi` command @param withHost whether that CLI lacks a language host
 */
export async function standIns(cli: string, withHost: boolean): Promise<StandIns> {
  const recipe = [...sources, "package-lock.json"].map((path) => join(projectRoot, path));
  // A tree that shared the folder of another one would lose its packages with that tree.
  const key = recipeHash([cli, plugins, modules()], [...recipe, new URL(import.meta.url).pathname]);
  const root = join(cacheDir("tools"), `standin-${key}`);
  if (!existsSync(root)) {
    await step("Installing the stand-in plugins", () =>
      installFolder(root, (folder) => install(folder, root, cli, withHost)),
    );
  }
  // The tree that installed them may be gone; this one has the same package-lock.json.
  if (!hasModules(root)) linkModules(root);
  return { home: join(root, "pulumi-home"), bin: join(root, "bin") };
}
