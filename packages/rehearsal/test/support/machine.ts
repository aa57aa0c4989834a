import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { cacheDir, cacheRoot } from "../../../../tools/cache.ts";
import { Failure } from "../../../../tools/failure.ts";
import { runCommand, tryCommand, type CommandResult } from "../../../../tools/run-command.ts";
import { asRoot } from "../../namespaces/as-root.ts";
import { hostParts } from "../../namespaces/prepare.ts";

const root = join(import.meta.dirname, "../../../..");
const seconds = 200;
const namespaces = ["--mount", "--pid", "--uts", "--ipc", "--net"];

/** Everything that a machine has, by kind; two that are equal have the same. */
export type Fingerprint = Readonly<Record<string, unknown>>;

/** Of a fingerprint, what a host must not change while it runs either: all but its own processes and what they hold. */
export function machines(all: Fingerprint): Fingerprint {
  const ofHosts = ["processes", "namespaces", "cgroups", "loops", "ports"];
  return Object.fromEntries(Object.entries(all).filter(([kind]) => !ofHosts.includes(kind)));
}

/** A machine of the tests' own on this computer, whose guest a host is; see machine_init.py. */
export class Machine {
  private readonly started: ChildProcess;
  private readonly tree: string;
  private readonly pid: number;
  private readonly caches: string[] = [];
  private clock: number | undefined;

  private constructor(started: ChildProcess, pid: number, tree: string) {
    this.started = started;
    this.pid = pid;
    this.tree = tree;
  }

  /** Starts one, which ends with this process at the latest; first builds what hosts need in the ordinary cache, which may take minutes. */
  static async start(): Promise<Machine> {
    const hidden = [root, cacheRoot()].find((path) => /^\/(tmp|var\/tmp|run)\//.test(path));
    if (hidden !== undefined) {
      const problem = "cannot be seen by the tests' own machine, which has an empty /tmp, /var/tmp and /run";
      throw new Failure(hidden, problem, "move the checkout, or set HOMELAB_CACHE to a folder elsewhere");
    }
    const { tree } = await hostParts();
    const init = ["python3", "-B", join(import.meta.dirname, "machine_init.py")];
    const [program = "", ...words] = asRoot([
      "unshare",
      ...namespaces,
      "--fork",
      "--kill-child",
      "--mount-proc",
      ...init,
    ]);
    const started = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    const [said] = (await once(started.stdout, "data")) as [Buffer];
    if (!said.toString().startsWith("ready")) throw new Error(said.toString());
    const [child] = readFileSync(`/proc/${started.pid ?? 0}/task/${started.pid ?? 0}/children`, "utf8").split(" ");
    return new Machine(started, Number(child), tree);
  }

  /** Ends it with all that runs in it. */
  async end(): Promise<void> {
    this.started.kill("SIGKILL");
    await once(this.started, "close");
    for (const cache of this.caches) await this.remove(cache);
  }

  private async remove(folder: string): Promise<void> {
    const [program = "", ...words] = asRoot(["rm", "-rf", folder]);
    await runCommand(program, words, { seconds, purpose: "clearing up", fix: `rm -rf ${folder}` });
    rmSync(folder, { recursive: true, force: true });
  }

  /** A new cache folder with the images of the ordinary one. It is removed at the end. */
  newCache(): string {
    const cache = mkdtempSync(join(cacheDir(), "guest-test-"));
    for (const name of ["images", "tools"]) {
      mkdirSync(join(cacheRoot(), name), { recursive: true });
      symlinkSync(join(cacheRoot(), name), join(cache, name));
    }
    this.caches.push(cache);
    return cache;
  }

  /** The words of a command that runs in it, as root. */
  words(command: readonly string[]): readonly string[] {
    const target = ["--target", String(this.pid), ...namespaces, `--wd=${root}`];
    return asRoot(["nsenter", ...target, "--", ...command]);
  }

  run(command: readonly string[], input = ""): Promise<CommandResult> {
    const [program = "", ...words] = this.words(command);
    return tryCommand(program, words, { input, seconds, purpose: command.join(" "), fix: "see what it says" });
  }

  /** What a command in it says; it must succeed. */
  async said(...command: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(command);
    if (code !== 0) throw new Error(`${command.join(" ")}: ${stdout}${stderr}`);
    return stdout.trim();
  }

  async fingerprint(...states: readonly string[]): Promise<Fingerprint> {
    const program = join(import.meta.dirname, "fingerprint.py");
    const { clock, ...rest } = JSON.parse(await this.said("python3", "-B", program, this.tree, ...states)) as {
      clock: number;
    };
    this.clock ??= clock;
    // The computer itself bends its clock a little.
    return { ...rest, clock: Math.abs(clock - this.clock) < 1 ? "as it was" : `set by ${clock - this.clock} s` };
  }

  /** Kills every process in it whose command line has all these words in it. @returns how many */
  async kill(...parts: readonly string[]): Promise<number> {
    return Number(await this.said("python3", "-B", join(import.meta.dirname, "kill.py"), ...parts));
  }
}
