import { describe, expect, test } from "@jest/globals";
import { until } from "../../../tools/until.ts";
import { host } from "../support/host.ts";
import { killBelow } from "../support/kill.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";
import { ask } from "../support/web.ts";

const generation = (): Promise<string> =>
  host(
    'python3 -c \'import json; print(json.load(open("/var/lib/homelab/services/feeds/current.json"))["generation"])\'',
  );
const deployRuns = (): Promise<string> => host("systemctl is-active homelab-deploy-feeds.service || true");
const settled = (): Promise<true> => until("the deploy ends", 360, async () => (await deployRuns()) === "inactive");

/** Starts `up` and, once the host has begun to change feeds, cuts it with `cut`. */
async function upCutBy(program: Pick<Program, "up">, cut: (pid: number) => void | Promise<void>): Promise<string> {
  let pid = 0;
  let cutting: Promise<string> | undefined;
  const cutAndLook = async (): Promise<string> => {
    await cut(pid);
    return deployRuns();
  };
  const ran = await program.up({
    started: (id) => (pid = id),
    onText: (text) => {
      if (cutting === undefined && text.includes("slot 0")) cutting = cutAndLook();
    },
  });
  expect(await cutting).toBe("active");
  return ran.text;
}

describe("the CLI is killed in the middle of a rollout", () => {
  test("the host ends the deploy by itself; the next up is in the wanted state, though that was taken back", async () => {
    const program = new Program().edit(
      "catalog/feeds.ts",
      "RUN_MIGRATIONS:",
      'POLLING_FREQUENCY: "90",\n        RUN_MIGRATIONS:',
    );
    expect((await program.up()).code).toBe(0);
    const before = await generation();
    program.edit("catalog/feeds.ts", "miniflux:2.2.6", "miniflux:2.2.6-1");
    await upCutBy(program, (pid) => {
      // As an out-of-memory killer or a computer that is switched off would.
      expect(killBelow(pid)).toContain("pulumi");
    });
    await settled();
    expect(await generation()).not.toBe(before);
    expect((await ask("feeds.home.test", "/healthcheck")).status).toBe(200);
    program.edit("catalog/feeds.ts", "miniflux:2.2.6-1", "miniflux:2.2.6");
    const next = await program.up();
    expect(next.text).toMatch(/^Cleared the stack's lock/m);
    expect(next.code).toBe(0);
    expect(await generation()).toBe(before);
    expect((await program.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
    program.remove();
  });
});

describe("the line is cut in the middle of a rollout", () => {
  test("up says so, the host ends the deploy, and the next up is in the wanted state", async () => {
    // The value that the test before has set goes again.
    const text = await upCutBy(original, async () => {
      await host(`p=$(pgrep -of 'rollout apply feeds')
        until [[ $(ps -o comm= -p $p) == sshd* ]]; do p=$(ps -o ppid= -p $p | tr -d ' '); done
        kill -9 $p`);
    });
    expect(text).toMatch(/without exit status or exit signal|connection/);
    await settled();
    expect((await ask("feeds.home.test", "/healthcheck")).status).toBe(200);
    const next = await original.up();
    expect(next.code).toBe(0);
    expect(await deployRuns()).toBe("inactive");
    expect((await original.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
  });
});
