import { expect, test } from "@jest/globals";
import { host } from "./support/host.ts";
import { ask } from "./support/web.ts";

const services = [
  ["feeds.home.test", "/healthcheck"],
  ["calendar.home.test", "/.web/"],
  ["metrics.home.test", "/-/ready"],
] as const;

const answers = (name: string, path: string): Promise<boolean> =>
  ask(name, path).then(
    ({ status }) => status < 400,
    () => false,
  );

test("after a reboot all services come back with no operator", async () => {
  const boot = await host("cat /proc/sys/kernel/random/boot_id");
  await host("systemd-run --quiet --on-active=1 systemctl reboot");
  const deadline = Date.now() + 600_000;
  let up: readonly boolean[] = [];
  do {
    await new Promise((ok) => setTimeout(ok, 5000));
    up = await Promise.all(services.map(([name, path]) => answers(name, path)));
    if (up.every(Boolean) && (await host("cat /proc/sys/kernel/random/boot_id").catch(() => boot)) === boot) up = [];
  } while (Date.now() < deadline && !(up.length > 0 && up.every(Boolean)));
  expect(up).toEqual([true, true, true]);
  expect(await host("cat /proc/sys/kernel/random/boot_id")).not.toBe(boot);
  expect(await host("zpool list -H -o health | sort -u")).toBe("ONLINE");
});
