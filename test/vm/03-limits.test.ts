import { beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../tools/until.ts";
import { host, invocations } from "../rehearsal/support/host.ts";
import { ask } from "../rehearsal/support/web.ts";

const services = ["authentication", "calendar", "feeds", "metrics"];
const app = "calendar-0-app.service";

/** Folder of the control group of calendar's container, below which its processes are. */
const group = (): Promise<string> =>
  host(`echo /sys/fs/cgroup$(as svc-calendar systemctl --user show ${app} -p ControlGroup --value)`);

const invocationOf = (units: string, unit: string): string =>
  units.split("\n").find((line) => line.includes(unit)) ?? "";

const calendarAnswers = (): Promise<true> =>
  until("calendar answers", 300, async () => (await ask("calendar.home.test", "/.web/")).status === 302);

describe("a container over its memory limit", () => {
  let before: readonly string[] = [];
  beforeAll(async () => {
    before = await Promise.all(services.map(invocations));
    expect(await host(`cat ${await group()}/memory.max`)).toBe(String(256 * 1024 ** 2));
    // A gigabyte in the container, and a mark for the kernel that its first process is the one to blame, as if it leaked.
    await host(
      `first=$(homelab podman calendar inspect calendar-0-app --format '{{.State.Pid}}')
      echo 1000 >/proc/$first/oom_score_adj
      homelab exec calendar app -- python3 -c 'bytes(bytearray(1 << 30))' || true`,
    );
  });

  test("is ended by the kernel and started again by itself", async () => {
    const own = before[services.indexOf("calendar")] ?? "";
    await until("the container was started again", 300, async () => {
      const now = invocationOf(await invocations("calendar"), app);
      const state = await host(`as svc-calendar systemctl --user is-active ${app} || true`);
      return now !== invocationOf(own, app) && state === "active";
    });
    expect(await host("journalctl -k --no-pager -o cat | grep -c 'Memory cgroup out of memory' || true")).not.toBe("0");
    await calendarAnswers();
  });

  test("dies alone: its sidecar and every other service run on", async () => {
    const after = await Promise.all(services.map(invocations));
    const others = (all: readonly string[]): string =>
      all
        .join("\n")
        .split("\n")
        .filter((line) => !line.includes(app))
        .join("\n");
    expect(others(after)).toBe(others(before));
    expect(others(after)).toContain("calendar-0-caddy.service");
  });
});

describe("a processor quota", () => {
  test("is what the kernel enforces: a busy loop of two threads gets one processor's time", async () => {
    const folder = await group();
    expect(await host(`cat ${folder}/cpu.max`)).toBe("100000 100000");
    const throttled = async (): Promise<number> =>
      Number(await host(`awk '$1 == "nr_throttled" { print $2 }' ${folder}/cpu.stat`));
    const before = await throttled();
    const loop = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
    const [, seen] = await Promise.all([
      host(`homelab exec calendar app -- sh -c '(${loop}) & (${loop}) & (${loop}) & wait'`),
      until("the loop is throttled", 120, async () => ((await throttled()) > before ? true : undefined)),
    ]);
    expect(seen).toBe(true);
    await calendarAnswers();
  });
});
