import { expect } from "@jest/globals";
import { until } from "../../../tools/until.ts";
import { makePerson } from "./authentik.ts";
import type { Browser } from "./browser.ts";
import { host } from "./host.ts";
import { original } from "./original.ts";

/** A page of each service, as somebody who signs in at the first one. */
const pages = [
  "https://feeds.home.test/healthcheck",
  "https://calendar.home.test/.web/",
  "https://metrics.home.test/-/ready",
];

const bootId = (): Promise<string> => host("cat /proc/sys/kernel/random/boot_id");

const answers = async (person: Browser, page: string): Promise<boolean> => {
  const { status, url } = await person.visit(page);
  return status === 200 && url === page;
};

/** Reboots the host by its own systemd and waits until somebody can sign in at every service, with no operator. */
export async function rebootAndComeBack(): Promise<void> {
  const anna = await makePerson("anna", ["family", "admins"]);
  const before = await bootId();
  const rebooted = await original.rehearse(["reboot"]);
  expect([rebooted.code, rebooted.text]).toEqual([0, expect.anything()]);
  expect(await bootId()).not.toBe(before);
  for (const page of pages) await until(`${page} answers after the reboot`, 600, () => answers(anna, page));
  expect(await host("zpool list -H -o health | sort -u")).toBe("ONLINE");
}

/** Since the boot: the datasets were mounted before the systemd of any service's account began to start. */
export async function datasetsBeforeServices(): Promise<void> {
  const order = await host(`
    mounted=$(systemctl show zfs-mount.service -p ActiveEnterTimestampMonotonic --value)
    for uid in $(cut -d' ' -f1 /var/lib/homelab/uids); do
      systemctl is-active --quiet "user@$uid.service" || continue
      began=$(systemctl show "user@$uid.service" -p InactiveExitTimestampMonotonic --value)
      [ "$mounted" -gt 0 ] && [ "$mounted" -lt "$began" ] && echo "$uid after the datasets" || echo "$uid began at $began, datasets at $mounted"
    done`);
  expect(order.split("\n").length).toBeGreaterThanOrEqual(4);
  expect(order.split("\n").filter((line) => !line.endsWith(" after the datasets"))).toEqual([]);
}
