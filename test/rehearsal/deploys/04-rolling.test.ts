import { afterAll, describe, expect, test } from "@jest/globals";
import type { TLSSocket } from "node:tls";
import { until } from "../../../tools/until.ts";
import { host, invocations } from "../support/host.ts";
import { load, type Load } from "../support/load.ts";
import { Program } from "../support/program.ts";
import { holdOpen } from "../support/web.ts";

const routesOfOthers = (): Promise<string> =>
  host(`cd /var/lib/homelab/ingress; sha256sum endpoints/calendar.json endpoints/metrics.json fragments.d/calendar.json fragments.d/metrics.json
    python3 - <<'END'
import json
for kind in ("lds", "cds"):
    found = json.load(open(f"/var/lib/homelab/ingress/current/{kind}.json"))["resources"]
    chains = [c for r in found for c in r.get("filter_chains", [])] if kind == "lds" else found
    for chain in chains:
        if chain.get("name", "").startswith(("svc/calendar", "svc/metrics")):
            print(kind, json.dumps(chain, sort_keys=True))
END`);

/** Lets go of connections when slot 0 is being drained and 150 more requests are answered. @returns the units then */
async function closeWhileDraining(held: readonly TLSSocket[], traffic: Load, over: () => boolean): Promise<string> {
  const endpoints = "cat /var/lib/homelab/ingress/endpoints/feeds.json";
  await until("a slot is drained", 600, async () => over() || (await host(endpoints)).includes("DRAINING"));
  const enough = traffic.answered() + 150;
  await until("150 more requests are answered", 120, () => traffic.answered() >= enough);
  const units = await invocations("feeds");
  for (const socket of held) socket.destroy();
  return units;
}

describe("the next good version after bad ones, a new environment value in feeds", () => {
  const program = new Program();
  afterAll(() => {
    program.remove();
  });

  test("rolls its slots one after the other; 2,000 requests meanwhile, none lost; nobody else notices", async () => {
    program.edit("catalog/feeds.ts", "RUN_MIGRATIONS:", 'POLLING_FREQUENCY: "90",\n        RUN_MIGRATIONS:');
    const others = {
      calendar: await invocations("calendar"),
      metrics: await invocations("metrics"),
      routes: await routesOfOthers(),
    };
    const state = await host("as svc-feeds systemctl --user show feeds-state-db.service -p InvocationID");
    const before = await invocations("feeds");
    const began = await host("date +%s");

    const traffic = load("feeds.home.test", "/healthcheck", 20);
    const held = await Promise.all([1, 2, 3, 4].map(() => holdOpen("feeds.home.test")));
    let over = false;
    const [up, unitsWhileDraining] = await Promise.all([
      program.up().finally(() => (over = true)),
      closeWhileDraining(held, traffic, () => over),
    ]);
    const { answered, failures } = await traffic.stop(2000);

    expect(up.text.slice(-2000)).toContain("updated");
    expect(up.code).toBe(0);
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThanOrEqual(2000);
    // Slot 0 was left alone while a connection to it was open.
    expect(unitsWhileDraining).toBe(before);
    expect(await host("as svc-feeds systemctl --user --failed --no-legend")).toBe("");
    expect(await invocations("calendar")).toBe(others.calendar);
    expect(await invocations("metrics")).toBe(others.metrics);
    expect(await routesOfOthers()).toBe(others.routes);
    expect(await host("as svc-feeds systemctl --user show feeds-state-db.service -p InvocationID")).toBe(state);

    const after = await invocations("feeds");
    const restarted = after
      .split("\n")
      .filter((line) => !before.includes(line))
      .map((line) => /Id=(\S+)/.exec(line)?.[1]);
    expect(restarted).toEqual(["feeds-0-app.service", "feeds-1-app.service"]);

    const stopped = await host(
      `journalctl _UID=2003 --since @${began} --no-pager -o json -t systemd | python3 -c '
import json, sys
for line in sys.stdin:
    entry = json.loads(line)
    message = entry.get("MESSAGE", "")
    if "-app.service" in message and ("Stopped" in message or "Started" in message):
        print(message.split()[0], message.split()[1])'`,
    );
    expect(stopped.split("\n")).toEqual([
      "Stopped feeds-0-app.service",
      "Started feeds-0-app.service",
      "Stopped feeds-1-app.service",
      "Started feeds-1-app.service",
    ]);
  });

  test("waited for the open connections of each slot", async () => {
    const log = await host("cat $(ls -t /var/lib/homelab/services/feeds/journal/*.log | head -1)");
    const waits = [...log.matchAll(/slot (\d).*drained.*?(\d+(?:\.\d+)?) s/g)];
    expect(waits.map((wait) => wait[1])).toEqual(["0", "1"]);
    // Four connections were held open for a while; those of slot 0 it had to wait for.
    expect(Number(waits[0]?.[2])).toBeGreaterThanOrEqual(1);
    expect(log).toMatch(/slot 0.*drained.* 0 connections left/);
  });
});
