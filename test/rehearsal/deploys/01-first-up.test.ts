import { beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../../tools/until.ts";
import { firstUpIsWhole } from "../support/first-up.ts";
import { fingerprint, host } from "../support/host.ts";
import { original } from "../support/original.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { run, type Ran } from "../support/run.ts";
import { leakSearch, secretValues } from "../support/secrets.ts";
import { exported } from "../support/stack.ts";

/**
 * Words of every process, and less often their environments (that look takes longer), time and again. A container's own environment is left out (its processes
 * have process ids of their own): what a definition puts there is meant to be there, and every preview says so.
 */
const sampleHost = `
own=$(readlink /proc/1/ns/pid)
round=0
while [ ! -e /run/stop-sampling ]; do
  { ps -eo args --no-headers
    [ $((round % 4)) = 0 ] && find /proc/[0-9]*/ns/pid -maxdepth 0 -lname "\${own//[][]/?}" 2>/dev/null |
      sed 's:ns/pid:environ:' | xargs -r cat 2>/dev/null | tr '\\0' '\\n'; } | sort -u
  round=$((round + 1))
  sleep 1
done | sort -u
rm /run/stop-sampling
`;

describe("a clean host", () => {
  test("that is not fit is refused in plain words, before anything is touched", async () => {
    const before = await fingerprint();
    await host("systemd-run --quiet --unit=squatter socat TCP-LISTEN:443,fork,reuseaddr EXEC:cat");
    await until("the squatter listens", 30, async () => (await host("ss -Hltn sport = :443")) !== "");
    const ran = await original.up();
    await host("systemctl stop squatter");
    expect(ran.code).not.toBe(0);
    expect(ran.text).toMatch(/443.*socat|socat.*443/);
    expect(ran.text).toContain("fix:");
    // The look itself needs the toolkit there; nothing else is.
    const others = (await fingerprint()).split("\n").filter((line) => !line.includes("/var/lib/homelab/toolkit/"));
    expect(others).toEqual(before.split("\n"));
  });
});

describe("the first up", () => {
  let up: Ran;
  let processes = "";

  beforeAll(async () => {
    const sampling = run(["./rehearse", "ssh", "bash", "-s"], {
      cwd: projectRoot,
      input: sampleHost,
      seconds: 1800,
    });
    up = await original.up({ seconds: 1700 });
    await host("touch /run/stop-sampling");
    processes = (await sampling).stdout;
  }, 1_800_000);

  firstUpIsWhole(() => up);

  test("no secret is anywhere but in podman's secrets and the stack's encrypted state", async () => {
    const values = Object.values(await secretValues());
    expect(values.length).toBeGreaterThanOrEqual(3);
    const preview = await original.pulumi(["preview", "--diff", "--color", "never"]);
    const state = JSON.stringify(await exported());
    const found = await host(leakSearch(values));
    expect(found).toBe("");
    for (const value of values) {
      for (const text of [up.text, processes, preview.text, state]) expect(text.includes(value)).toBe(false);
    }
  });
});
