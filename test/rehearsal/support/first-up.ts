import { expect, test } from "@jest/globals";
import { until } from "../../../tools/until.ts";
import { makePerson } from "./authentik.ts";
import { host } from "./host.ts";
import type { Ran } from "./run.ts";
import { secretValues } from "./secrets.ts";
import { outputs } from "./stack.ts";
import { ask } from "./web.ts";

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** What Prometheus asks, and that each answers. */
const targets = [
  ...["authentication 1", "calendar 1", "feeds 1", "feeds 1"],
  ...["ingress 1", "metrics 1", "prometheus 1"],
];

/** The tests of what a first `up` of the whole program leaves behind, on whatever kind of host. */
export function firstUpIsWhole(up: () => Ran): void {
  test("ends well", () => {
    expect(up().text.slice(-3000)).toContain("Resources:");
    expect(up().code).toBe(0);
  });

  test("says where each service is, what it runs and as whom", async () => {
    const services = await outputs();
    expect(Object.keys(services).sort()).toEqual(["authentication", "calendar", "feeds", "metrics"]);
    expect(services["feeds"]).toMatchObject({ url: "https://feeds.home.test", uid: 2003, user: "svc-feeds" });
    expect(JSON.stringify(services["feeds"])).toMatch(/sha256:[0-9a-f]{64}/);
  });

  test("feeds: Miniflux lets its administrator in, by the certificate of its name", async () => {
    const password = (await secretValues())["feeds-generated-admin-password"] ?? "";
    const me = await ask("feeds.home.test", "/v1/me", { user: `admin:${password}` });
    expect(me.status).toBe(200);
    expect(JSON.parse(me.body)).toMatchObject({ username: "admin", is_admin: true });
    expect(me.certificateNames).toBe("DNS:feeds.home.test");
    expect((await ask("feeds.home.test", "/v1/me", { user: "admin:wrong" })).status).toBe(401);
  });

  test("the sidecar sees the client's address, not the ingress", async () => {
    const log = await host("journalctl _UID=2003 --no-pager -o cat -t feeds-0-app -t feeds-1-app");
    expect(log).toMatch(/client_ip=10\.0\.2\.2 .*username=admin/); // the far end of the host's network
    expect(log).not.toMatch(/client_ip=127\./);
  });

  test("metrics: every scrape target is up", async () => {
    const otto = await makePerson("otto", ["admins"]);
    let seen: string[] = [];
    await until("every target was scraped", 240, async () => {
      const answer = await otto.visit("https://metrics.home.test/api/v1/query?query=up");
      const { data } = JSON.parse(answer.body) as { data: { result: Series[] } };
      seen = data.result.map(({ metric, value }) => `${metric["service"] ?? metric["job"]} ${value[1]}`).sort();
      return seen.length >= targets.length && seen.every((target) => target.endsWith(" 1"));
    });
    expect(seen).toEqual(targets);
  });

  test("every container has the host's time zone", async () => {
    const zone = await host("date +%Z");
    expect(zone).not.toBe("UTC");
    for (const container of ["feeds-state-db", "feeds-0-app", "metrics-0-app"]) {
      expect(await host(`homelab exec ${container.split("-")[0]} ${container.split("-").at(-1)} -- date +%Z`)).toBe(
        zone,
      );
    }
  });
}
