import { expect } from "@jest/globals";
import { until } from "../../../tools/until.ts";
import { host } from "./host.ts";
import { original, type Program } from "./program.ts";
import type { Ran } from "./run.ts";
import { exported } from "./stack.ts";
import { ask, rehearsalHost } from "./web.ts";

const journal = "/var/lib/homelab/services/calendar/journal";

/**
 * Stops the deploy of calendar, on the host itself, in the moment in which its journal says that a step has begun: a
 * power cut after that falls into that step, however fast or slow the computer is.
 */
async function stopDeployAt(step: string): Promise<void> {
  await host(
    `begun() { find ${journal} -name '*.jsonl' -newer /run/cut-mark -exec grep -qF '"step": "${step}", "state": "started"' {} \\; -print 2>/dev/null | grep -q .; }
     for _ in $(seq 6000); do
       if begun; then systemctl kill --kill-whom=all -s STOP homelab-deploy-calendar.service; exit; fi
       sleep 0.05
     done
     echo 'no deploy came to the step "${step}"'; exit 1`,
    400,
  );
}

/** Ends the host as a power cut does: nothing in it gets to know. */
function cutPower(): void {
  process.kill(rehearsalHost().pid, "SIGKILL");
}

/** Runs `up`, cuts the host's power in the given step of calendar's deploy, and starts the host again. */
async function upWithPowerCut(program: Program, step: string): Promise<Ran> {
  await host("touch /run/cut-mark");
  const [up] = await Promise.all([program.up(), stopDeployAt(step).then(cutPower)]);
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

  /** A cut in the given step: the start closes the deploy, the version before runs, the next up is in the wanted state. */
  async at(step: string): Promise<void> {
    const committed = this.#limit;
    this.#limit += 1;
    this.#program.edit("services/calendar.ts", `${committed} MB`, `${this.#limit} MB`);
    const up = await upWithPowerCut(this.#program, step);
    expect(up.code).not.toBe(0);
    expect(await lastWord()).toMatch(/^deploy \S+ was cut off by the host going down; generation \w+ runs again$/);
    await this.#answers();
    expect(await memoryLimit()).toBe(committed);

    const next = await this.#program.up();
    expect(next.text.slice(-2000)).toContain("updated");
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
