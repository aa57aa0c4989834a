import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { host } from "../rehearsal/support/host.ts";
import { memoryLimit } from "../rehearsal/support/power-cut.ts";
import { Program } from "../rehearsal/support/program.ts";

const dataset = "tank/homelab/calendar/collections";
const mark = "/zfs/tank/calendar/collections/radicale/mark";

describe("going back with data, on OpenZFS", () => {
  const program = new Program().edit("catalog/calendar.ts", '"256 MB"', '"257 MB"');
  let first = "";
  beforeAll(async () => {
    first = await host("homelab history calendar -n 1 | head -c 4");
    await host(`echo before >${mark}`);
    expect((await program.up()).code).toBe(0);
    await host(`echo after >${mark}`);
  }, 900_000);
  afterAll(async () => {
    program.remove();
    const release = "zfs list -H -t snapshot -o name -r $each | xargs -r zfs release homelab-deploy";
    const copies = `$(zfs list -H -o name | grep -- '${dataset}-failed-')`;
    // The mount namespaces of other services' programs may still hold a copy.
    await host(`for each in ${copies}; do ${release}; zfs destroy -r $each || true; done; rm ${mark}`);
  }, 900_000);

  test("a clone of the snapshot takes the dataset's place, with its properties, and what was written since is kept", async () => {
    await host(`homelab rollback calendar --to ${first} --data --yes 2>&1`, 900);
    expect([await host(`cat ${mark}`), await memoryLimit()]).toEqual(["before", 256]);
    const local = `zfs get -H -o property,value -s local refquota,mountpoint,homelab:owner ${dataset} | sort | paste -sd' '`;
    expect(await host(local)).toBe(
      "homelab:owner\tcalendar/collections mountpoint\t/zfs/tank/calendar/collections refquota\t1G",
    );
    const aside = await host(`zfs list -H -o name | grep -- '${dataset}-failed-'`);
    expect(
      await host(
        `mkdir /run/aside; mount -t zfs -o zfsutil ${aside} /run/aside; cat /run/aside/radicale/mark; umount /run/aside; rmdir /run/aside`,
      ),
    ).toBe("after");
    expect(await host(`zfs get -H -o value origin ${dataset}`)).toBe("-");
  });

  test("the container sees the data that came back", async () => {
    expect(await host("homelab exec calendar app -- cat /var/lib/radicale/mark")).toBe("before");
  });
});
