import { describe, expect, test } from "@jest/globals";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { importRecord, recordsHeld } from "./support/cloudflare.ts";
import { host, invocations } from "./support/host.ts";
import { original } from "./support/program.ts";
import { ask, vm } from "./support/web.ts";

describe("the stack's state is lost", () => {
  test("up adopts everything, records once they are imported; only what a new generated secret touches restarts", async () => {
    const before = {
      feeds: await invocations("feeds"),
      calendar: await invocations("calendar"),
      metrics: await invocations("metrics"),
    };
    const datasets = await host("zfs list -Hp -o name,createtxg | sort");
    const backend = join(vm().dir, "stack", ".pulumi");
    renameSync(backend, `${backend}-lost`);
    const records = await recordsHeld();
    const refused = await original.up({ seconds: 1200 });
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(/identical record already exists/);
    for (const service of ["calendar", "feeds"]) expect((await importRecord(service)).text).toContain("imported");
    const up = await original.up({ seconds: 1200 });
    expect(up.code).toBe(0);
    expect(await recordsHeld()).toEqual(records);
    expect(await host("zfs list -Hp -o name,createtxg | sort")).toBe(datasets);
    expect(await invocations("metrics")).toBe(before.metrics);
    expect(await invocations("feeds")).not.toBe(before.feeds);
    expect((await ask("feeds.home.test", "/healthcheck")).status).toBe(200);
    expect((await ask("metrics.home.test", "/-/ready")).status).toBe(200);
    expect((await original.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
    rmSync(`${backend}-lost`, { recursive: true });
  });
});
