import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { tryCommand, type CommandResult } from "../../../tools/run-command.ts";
import { ensureTools } from "../cli/tools.ts";
import { projectRoot } from "../../../tools/project-root.ts";

/** What `pulumi` left behind; `all` is both of its outputs. */
export type PulumiResult = CommandResult & { readonly all: string };

/** What a stack is made of. */
export interface EngineStackOptions {
  /** Folder of the program, from the root of the project: "test/engine/sso-program". */
  readonly program: string;
  /** What of the project the program imports, besides node_modules. */
  readonly links?: readonly string[];
  /** Limit in seconds of one command; below the test's own, so that the command is named when it hangs. */
  readonly seconds?: number;
}

/** What is known only once the servers run. */
export interface StartOptions {
  /** Added to the tools' environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Words before `pulumi` that run it, such as an agent's. */
  readonly wrapper?: readonly string[];
}

/** A temporary stack of a copied program, under the real engine with the stand-in plugins. */
export class EngineStack {
  /** Scratch folder that goes with the stack. */
  readonly folder: string;
  /** Where the program is copied to. */
  private readonly program: string;
  private readonly options: EngineStackOptions;
  private env: Readonly<Record<string, string>> = {};
  private wrapper: readonly string[] = [];

  /** Makes the folder; the stack comes with `start`. */
  constructor(options: EngineStackOptions) {
    this.options = options;
    this.folder = mkdtempSync(join(tmpdir(), `homelab-${basename(options.program)}-`));
    // As deep as in the project, for the program's imports.
    this.program = join(this.folder, options.program);
  }

  /** Gets the tools, copies the program and creates the stack. @returns what `pulumi stack init` said */
  async start({ env = {}, wrapper = [] }: StartOptions = {}): Promise<PulumiResult> {
    process.env["HOMELAB_TOOLS"] = "standin";
    const tools = await ensureTools();
    this.wrapper = wrapper;
    this.env = {
      ...tools.env,
      PULUMI_BACKEND_URL: `file://${this.folder}/backend`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_STACK: "test",
      NO_COLOR: "1",
      ...env,
    };
    mkdirSync(join(this.folder, "backend"));
    cpSync(join(projectRoot, this.options.program), this.program, { recursive: true });
    for (const name of ["node_modules", ...(this.options.links ?? [])])
      symlinkSync(join(projectRoot, name), join(this.folder, name));
    return this.pulumi("stack", "init", "test");
  }

  /** Runs a command of `pulumi` in the program's folder, whatever its exit code. */
  pulumi(...args: string[]): Promise<PulumiResult> {
    return this.run("pulumi", ...args);
  }

  /** Runs any command there, with the stack's environment. */
  async run(...words: string[]): Promise<PulumiResult> {
    const [command = "", ...rest] = [...this.wrapper, ...words];
    const result = await tryCommand(command, rest, {
      cwd: this.program,
      seconds: this.options.seconds ?? 110,
      purpose: words.join(" "),
      fix: "see its output",
      env: this.env,
    });
    return { ...result, all: `${result.stdout}\n${result.stderr}` };
  }

  /** The state as the backend keeps it, of the project that the program's Pulumi.yaml names. */
  state(project: string): string {
    return readFileSync(join(this.folder, `backend/.pulumi/stacks/${project}/test.json`), "utf8");
  }

  /** Removes the folder with all that is in it. */
  stop(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
