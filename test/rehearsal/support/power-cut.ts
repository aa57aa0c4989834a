import { expect } from "@jest/globals";
import { until } from "../../../tools/until.ts";
import { host } from "./host.ts";
import { original } from "./original.ts";
import { type Program } from "./program.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { run, type Ran } from "./run.ts";
import { exported } from "./stack.ts";
import { ask, rehearsalHost } from "./web.ts";

const journal = "/var/lib/homelab/services/calendar/journal";

/** Freezes the deploy of calendar as soon as the journal of one that is not known yet says that the step has begun. */
const freezer = (step: string): string => `
import glob, sys, time
known = set(glob.glob("${journal}/*.jsonl"))
print("watching", flush=True)
deadline = time.monotonic() + 600
while time.monotonic() < deadline:
    for path in set(glob.glob("${journal}/*.jsonl")) - known:
        if '"step": "${step}", "state": "started"' in open(path).read():
            open("/sys/fs/cgroup/system.slice/homelab-deploy-calendar.service/cgroup.freeze", "w").write("1")
            sys.exit(0)
    time.sleep(0.002)
sys.exit('no deploy came to the step "${step}"')
`;

/**
 * Runs `work` while something on the host waits for the step of calendar's deploy that it starts: the deploy is frozen
 * there, so what comes after falls into that step, however fast or slow the computer is.
 */
async function frozenAt<T>(step: string, work: () => Promise<T>, then: () => void): Promise<T> {
  let working: Promise<T> | undefined;
  const watching = run(["./rehearse", "ssh", "python3", "-u", "-"], {
    cwd: projectRoot,
    input: freezer(step),
    seconds: 900,
    onText: (text) => {
      if (text.includes("watching")) working ??= work();
    },
  });
  const { code, text } = await watching;
  expect([text, code]).toEqual(["watching\n", 0]);
  then();
  if (working === undefined) throw new Error("nothing was watched");
  return working;
}

/** Ends the host as a power cut does: nothing in it gets to know. */
function cutPower(): void {
  process.kill(rehearsalHost().pid, "SIGKILL");
}

/** Runs `up`, cuts the host's power in the given step of calendar's deploy, and starts the host again. */
async function upWithPowerCut(program: Program, step: string): Promise<Ran> {
  const up = await frozenAt(step, () => program.up(), cutPower);
  const started = await original.rehearse(["up"]);
  expect([started.code, started.text]).toEqual([0, expect.anything()]);
  return up;
}

/** The last word of the deploy that was cut off: starting the host closes it. */
const lastWord = (): Promise<string> =>
  until("the deploy that was cut off is closed", 600, async () => {
    const result = `$(ls ${journal}/*.request.json | tail -1 | sed s/request.json/result.json/)`;
    const text = await host(`cat ${result} 2>/dev/null || true`);
    return text === "" ? undefined : (JSON.parse(text) as { words: string }).words;
  });

const committedGeneration = async (): Promise<string> => {
  const current = JSON.parse(await host("cat /var/lib/homelab/services/calendar/current.json")) as Record<
    string,
    unknown
  >;
  return String(current["generation"]);
};

/** The memory limit that systemd knows of calendar's container, in megabytes. */
export async function memoryLimit(): Promise<number> {
  const unit = "as svc-calendar systemctl --user show calendar-0-app.service";
  return Number(await host(`${unit} -p MemoryMax --value`)) / 1024 ** 2;
}

/** Rollouts of calendar, each with another memory limit, that a power cut ends. */
export class PowerCuts {
  readonly #program: Program;
  readonly #status: number;
  #limit = 256;

  /** @param program deploys calendar @param status what its page answers to a stranger */
  constructor(program: Program, status: number) {
    this.#program = program;
    this.#status = status;
  }

  /** A cut in the given step: the start closes the deploy, what was committed runs, the next up is in the wanted state. */
  async at(step: string): Promise<void> {
    const [committed, before] = [this.#limit, await committedGeneration()];
    this.#limit += 1;
    this.#program.edit("catalog/calendar.ts", `${committed} MB`, `${this.#limit} MB`);
    const up = await upWithPowerCut(this.#program, step);
    expect(up.code).not.toBe(0);
    const words =
      /^deploy \S+ was interrupted because the host went down; generation (\w+) is running again(; the data stays as it is: \S+ is from before)?$/.exec(
        await lastWord(),
      );
    expect(words?.[1]).toBe(await committedGeneration());
    // A commit may have been written when the power went: then the new version is what was committed.
    const gone = step === "commit" && words?.[1] !== before;
    expect(words?.[1] === before || gone).toBe(true);
    await this.#answers();
    expect(await memoryLimit()).toBe(gone ? this.#limit : committed);

    const next = await this.#program.up();
    expect(next.text.slice(-2000)).toContain("Resources:");
    expect(next.code).toBe(0);
    expect(await memoryLimit()).toBe(this.#limit);
    await this.#answers();
    expect((await this.#program.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
    expect((await exported()).deployment.pending_operations ?? []).toEqual([]);
  }

  #answers(): Promise<true> {
    const asked = async (): Promise<boolean> => (await ask("calendar.home.test", "/.web/")).status === this.#status;
    return until(`calendar answers ${this.#status}`, 300, asked);
  }
}
