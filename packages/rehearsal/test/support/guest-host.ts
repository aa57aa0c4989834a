import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { CommandResult } from "../../../../tools/run-command.ts";
import type { Machine } from "./machine.ts";

const cli = join(import.meta.dirname, "../../cli.ts");

/** A host that is the guest of a machine of the tests' own. */
export class GuestHost {
  /** Its state folder. */
  readonly state: string;
  private readonly machine: Machine;
  private readonly start: readonly string[];

  constructor(machine: Machine, name: string, cache: string) {
    this.machine = machine;
    this.state = join(cache, "hosts", name, "namespaces");
    this.start = [
      ...["env", `HOMELAB_CACHE=${cache}`, `HOMELAB_REHEARSAL=${name}`, "HOMELAB_REHEARSAL_HOST=namespaces"],
      ...[process.execPath, cli],
    ];
  }

  /** One `./rehearse` of it, whatever its exit code. */
  rehearse(words: readonly string[], input = ""): Promise<CommandResult> {
    return this.machine.run([...this.start, ...words], input);
  }

  /** Like `rehearse`; it must succeed. @returns all that it said */
  async done(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.rehearse(words);
    if (code !== 0) throw new Error(`rehearse ${words.join(" ")}: ${stdout}${stderr}`);
    return `${stdout}${stderr}`;
  }

  /** A shell script in the host, as root. */
  inside(script: string): Promise<CommandResult> {
    return this.rehearse(["ssh", "bash", "-s"], script);
  }

  /** A `./rehearse` that goes on while the test does something else. */
  begin(...words: readonly string[]): ChildProcess {
    const [program = "", ...rest] = this.machine.words([...this.start, ...words]);
    return spawn(program, rest, { stdio: "ignore" });
  }
}
