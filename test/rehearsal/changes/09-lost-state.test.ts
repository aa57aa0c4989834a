import { describe, expect, test } from "@jest/globals";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { objectsHeld, type Held } from "../support/authentik.ts";
import { recordsHeld } from "../support/cloudflare.ts";
import { host, invocations } from "../support/host.ts";
import { original } from "../support/original.ts";
import { ask, rehearsalHost } from "../support/web.ts";

const keysOf = (held: Readonly<Record<string, readonly Held[]>>): unknown =>
  Object.values(held).map((objects) => objects.map(({ pk }) => pk));

describe("the stack's state is lost", () => {
  test("adopt takes over what both APIs hold, up the rest; only what a new generated secret touches restarts", async () => {
    const before = {
      feeds: await invocations("feeds"),
      calendar: await invocations("calendar"),
      metrics: await invocations("metrics"),
    };
    const datasets = await host("zfs list -Hp -o name,createtxg | sort");
    const backend = join(rehearsalHost().dir, "stack", ".pulumi");
    renameSync(backend, `${backend}-lost`);
    const [records, objects] = [await recordsHeld(), await objectsHeld()];
    const adopted = await original.rehearse(["adopt", "--yes"], { seconds: 600 });
    expect(adopted.text.slice(-3000)).toMatch(/taken over\. Now run: pulumi up/);
    expect(adopted.code).toBe(0);
    const up = await original.up({ seconds: 1200 });
    expect(up.code).toBe(0);
    expect(await recordsHeld()).toEqual(records);
    expect(keysOf(await objectsHeld())).toEqual(keysOf(objects));
    expect(await host("zfs list -Hp -o name,createtxg | sort")).toBe(datasets);
    expect(await invocations("metrics")).toBe(before.metrics);
    expect(await invocations("feeds")).not.toBe(before.feeds);
    expect((await ask("feeds.home.test", "/healthcheck")).status).toBe(200);
    expect((await ask("metrics.home.test", "/-/ready")).status).toBe(302);
    expect((await original.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
    rmSync(`${backend}-lost`, { recursive: true });
  });
});
