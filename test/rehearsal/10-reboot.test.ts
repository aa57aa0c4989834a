import { expect, test } from "@jest/globals";
import { host } from "./support/host.ts";
import { makePerson } from "./support/authentik.ts";
import type { Browser } from "./support/browser.ts";

/** A page of each service, as somebody who signs on at the first one. */
const pages = [
  "https://feeds.home.test/healthcheck",
  "https://calendar.home.test/.web/",
  "https://metrics.home.test/-/ready",
];

const answers = (person: Browser, page: string): Promise<boolean> =>
  person.visit(page).then(
    ({ status, url }) => status === 200 && url === page,
    () => false,
  );

test("after a reboot all services come back with no operator", async () => {
  const anna = await makePerson("anna", ["family", "admins"]);
  const boot = await host("cat /proc/sys/kernel/random/boot_id");
  await host("systemd-run --quiet --on-active=1 systemctl reboot");
  const deadline = Date.now() + 600_000;
  let up: readonly boolean[] = [];
  do {
    await new Promise((ok) => setTimeout(ok, 5000));
    up = await Promise.all(pages.map((page) => answers(anna, page)));
    if (up.every(Boolean) && (await host("cat /proc/sys/kernel/random/boot_id").catch(() => boot)) === boot) up = [];
  } while (Date.now() < deadline && !(up.length > 0 && up.every(Boolean)));
  expect(up).toEqual([true, true, true]);
  expect(await host("cat /proc/sys/kernel/random/boot_id")).not.toBe(boot);
  expect(await host("zpool list -H -o health | sort -u")).toBe("ONLINE");
});
