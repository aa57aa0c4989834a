import { beforeAll, describe, expect, test } from "@jest/globals";
import { host } from "../rehearsal/support/host.ts";
import { datasetsBeforeServices, rebootAndComeBack } from "../rehearsal/support/reboot.ts";

describe("a boot of a whole machine", () => {
  beforeAll(rebootAndComeBack, 1_200_000);

  test("OpenZFS imports both pools by itself, before anything is mounted", async () => {
    const entered = async (unit: string): Promise<number> =>
      Number(await host(`systemctl show ${unit} -p ActiveEnterTimestampMonotonic --value`));
    const [imported, mounted] = [await entered("zfs-import-cache.service"), await entered("zfs-mount.service")];
    expect(imported).toBeGreaterThan(0);
    expect(imported).toBeLessThan(mounted);
    expect(await host("zpool list -H -o name | sort | paste -sd' '")).toBe("safe tank");
  });

  test("the datasets are mounted before any service's account begins to start", datasetsBeforeServices);

  test("no container had to be started twice for it", async () => {
    const restarts = await host(
      `for user in $(cut -d: -f1 /etc/passwd | grep '^svc-'); do as $user systemctl --user show "\${user#svc-}-*.service" -p Id,NRestarts | paste -sd' '; done`,
    );
    expect(restarts).toContain("NRestarts=0");
    expect(restarts.match(/NRestarts=[1-9]\d*/g)).toBeNull();
  });
});
