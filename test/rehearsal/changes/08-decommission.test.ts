import { afterAll, describe, expect, test } from "@jest/globals";
import { makePerson, objectsHeld, withoutService } from "../support/authentik.ts";
import { host, invocations } from "../support/host.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";
import { destroyClosure } from "../support/closures.ts";
import { recordsHeld } from "../support/cloudflare.ts";
import { resourceNames } from "../support/stack.ts";
import { ask } from "../support/web.ts";

const names = ["auth.home.test", "calendar.home.test", "feeds.home.test"];

describe("calendar is decommissioned", () => {
  const program = new Program("calendar-retired");
  afterAll(() => {
    program.remove();
  });

  test("destroy takes its resources and no others, as the graph computed from the program says", async () => {
    const before = await resourceNames();
    const others = { feeds: await invocations("feeds"), metrics: await invocations("metrics") };
    const records = await recordsHeld();
    expect(records.map(({ name }) => name)).toEqual(names);
    const objects = await objectsHeld();
    const destroyed = await original.pulumi([
      "destroy",
      "-t",
      "**::calendar",
      "--target-dependents",
      "--yes",
      "--color",
      "never",
    ]);
    expect(destroyed.text.slice(-1500)).toContain("deleted");
    expect(destroyed.code).toBe(0);
    const after = await resourceNames();
    expect(before.filter((name) => !after.includes(name))).toEqual(await destroyClosure("calendar"));
    expect(await invocations("feeds")).toBe(others.feeds);
    expect(await invocations("metrics")).toBe(others.metrics);
    expect(await recordsHeld()).toEqual(records.filter(({ name }) => name !== "calendar.home.test"));
    expect(await objectsHeld()).toEqual(withoutService("calendar", objects));
  });

  test("its units, user, secrets and route are gone, its dataset stays with its data, the others answer", async () => {
    expect(await host("id svc-calendar 2>&1 || true")).toContain("no such user");
    expect(
      await host(
        "ls -d /etc/containers/systemd/users/2001 /var/lib/homelab/home/calendar /var/lib/homelab/services/calendar /var/lib/homelab/ingress/*/calendar.json /var/lib/homelab/scrape/calendar.json 2>/dev/null || true",
      ),
    ).toBe("");
    expect(await host("grep -c svc/calendar /var/lib/homelab/ingress/current/lds.json || true")).toBe("0");
    expect(await host("pgrep -u 2001 || echo none")).toBe("none");
    expect(await host("grep -c calendar /var/lib/homelab/uids")).toBe("1");
    expect(await host("find /zfs/tank/calendar -path '*/home/tea.ics' | wc -l")).toBe("1");
    await expect(ask("calendar.home.test", "/.web/")).rejects.toThrow();
    expect((await ask("feeds.home.test", "/healthcheck")).status).toBe(200);
    expect((await ask("metrics.home.test", "/-/ready")).status).toBe(302);
  });

  test("after it is taken out of the code and its number retired, up is clean", async () => {
    const up = await program.up();
    expect(up.text.slice(-1500)).toContain("unchanged");
    expect(up.code).toBe(0);
    expect((await program.pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
  });

  test("declared again, it comes back with its data", async () => {
    const up = await original.up();
    expect(up.text.slice(-1500)).toContain("created");
    expect(up.code).toBe(0);
    expect((await recordsHeld()).map(({ name }) => name)).toEqual(names);
    const anna = await makePerson("anna", ["family"]);
    expect((await anna.visit("https://calendar.home.test/anna/home/tea.ics")).body).toContain("SUMMARY:Tea");
  });
});
