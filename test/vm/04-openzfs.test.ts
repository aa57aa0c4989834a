import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { host } from "../rehearsal/support/host.ts";
import { ask } from "../rehearsal/support/web.ts";

const dataset = "tank/homelab/calendar/collections";
const place = "/zfs/tank/calendar/collections";

describe("a dataset that is full", () => {
  beforeAll(async () => {
    await host(`zfs set refquota=40M ${dataset}`);
  });
  afterAll(async () => {
    await host(`rm -f ${place}/filler; zfs set refquota=1G ${dataset}`);
  });

  test("stops its writer, and no other; reading goes on", async () => {
    const filled = await host(
      `dd if=/dev/urandom of=${place}/filler bs=1M count=100 conv=fsync 2>&1 || true; stat -c %s ${place}/filler`,
    );
    expect(filled).toMatch(/Disk quota exceeded|No space left/);
    expect(Number(filled.split("\n").at(-1))).toBeLessThan(45 * 1024 ** 2);
    expect(Number(filled.split("\n").at(-1))).toBeGreaterThan(20 * 1024 ** 2);
    // Another dataset of the same pool has room.
    await host(
      "mp=$(zfs get -H -o value mountpoint tank/homelab/authentication/db); dd if=/dev/urandom of=$mp/filler bs=1M count=60 conv=fsync; rm $mp/filler",
    );
    expect((await ask("calendar.home.test", "/.web/")).status).toBe(302);
  });
});

describe("a dataset in use", () => {
  const busy = /pool or dataset is busy|dataset is busy/;
  afterAll(async () => {
    await host("zfs destroy -R tank/busy 2>/dev/null || true");
  });

  test.each([
    ["destroyed", "zfs destroy tank/busy"],
    ["renamed", "zfs rename tank/busy tank/other"],
    ["unmounted", "zfs unmount tank/busy"],
  ])("is not %s", async (_, command) => {
    await host("zfs list tank/busy >/dev/null 2>&1 || zfs create -o mountpoint=/run/busy tank/busy");
    expect(await host(`cd /run/busy; { ${command}; } 2>&1 || true`)).toMatch(busy);
    expect(await host("zfs get -H -o value mounted tank/busy")).toBe("yes");
  });

  test("of a running service is not destroyed, though only its containers hold it", async () => {
    const kept = await host(`ls -R ${place} | sha256sum`);
    expect(await host(`{ zfs destroy ${dataset}; } 2>&1 || true`)).toMatch(busy);
    // OpenZFS has unmounted it for the host by then; the containers' own mounts stay.
    await host(`[ "$(zfs get -H -o value mounted ${dataset})" = yes ] || zfs mount ${dataset}`);
    expect(await host(`ls -R ${place} | sha256sum`)).toBe(kept);
    expect((await ask("calendar.home.test", "/.web/")).status).toBe(302);
  });
});
