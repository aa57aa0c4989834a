import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../tools/project-root.ts";
import { run, type Ran, type RunOptions } from "./run.ts";

/**
 * A copy of the program with a home of test/homes in the place of the owner's, whose definitions a test may edit;
 * `./rehearse` in it drives the same host and stack.
 */
export class Program {
  readonly folder: string;

  /** @param home name of a file in test/homes */
  constructor(home = "house") {
    this.folder = mkdtempSync(join(tmpdir(), "homelab-program-"));
    const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
      cwd: projectRoot,
      encoding: "utf8",
    });
    for (const file of files.split("\n").filter((name) => name !== "" && existsSync(join(projectRoot, name)))) {
      cpSync(join(projectRoot, file), join(this.folder, file), { recursive: true });
    }
    symlinkSync(join(projectRoot, "node_modules"), join(this.folder, "node_modules"));
    writeFileSync(join(this.folder, "services/index.ts"), `export { services } from "../test/homes/${home}.ts";\n`);
  }

  /** Replaces text in a file; a text that is not there is a broken test. */
  edit(file: string, from: string | RegExp, to: string | ((found: string) => string)): this {
    const path = join(this.folder, file);
    const before = readFileSync(path, "utf8");
    const after = typeof to === "string" ? before.replace(from, () => to) : before.replace(from, to);
    if (before === after) throw new Error(`${file} has no ${String(from)}`);
    writeFileSync(path, after);
    return this;
  }

  rehearse(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ran> {
    return run(["./rehearse", ...args], { cwd: this.folder, ...options });
  }

  pulumi(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ran> {
    return this.rehearse(["pulumi", ...args], options);
  }

  up(options: Partial<RunOptions> = {}): Promise<Ran> {
    return this.pulumi(["up", "--yes", "--skip-preview", "--color", "never"], options);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
