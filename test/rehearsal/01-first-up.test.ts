import { beforeAll, describe, expect, test } from "@jest/globals";
import { writeFileSync } from "node:fs";
import { until } from "../../tools/until.ts";
import { makePerson } from "./support/authentik.ts";
import { baselineFile } from "./support/baseline.ts";
import { fingerprint, host } from "./support/host.ts";
import { original, projectRoot } from "./support/program.ts";
import { run, type Ran } from "./support/run.ts";
import { leakSearch, secretValues } from "./support/secrets.ts";
import { exported, outputs } from "./support/stack.ts";
import { ask } from "./support/web.ts";

/**
 * Words of every process, and less often their environments (that look takes longer), time and again. A container's own environment is left out (its processes
 * have process ids of their own): what a definition puts there is meant to be there, and every preview says so.
 */
const sampleHost = `
own=$(readlink /proc/1/ns/pid)
round=0
while [ ! -e /run/stop-sampling ]; do
  { ps -eo args --no-headers
    [ $((round % 4)) = 0 ] && find /proc/[0-9]*/ns/pid -maxdepth 0 -lname "\${own//[][]/?}" 2>/dev/null |
      sed 's:ns/pid:environ:' | xargs -r cat 2>/dev/null | tr '\\0' '\\n'; } | sort -u
  round=$((round + 1))
  sleep 1
done | sort -u
rm /run/stop-sampling
`;

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** What Prometheus asks, and that each answers. */
const targets = [
  ...["authentication 1", "calendar 1", "feeds 1", "feeds 1"],
  ...["ingress 1", "metrics 1", "prometheus 1"],
];

describe("a clean host", () => {
  test("that is not fit is refused in plain words, before anything is touched", async () => {
    const before = await fingerprint();
    writeFileSync(baselineFile, before);
    await host("systemd-run --quiet --unit=squatter socat TCP-LISTEN:443,fork,reuseaddr EXEC:cat");
    await until("the squatter listens", 30, async () => (await host("ss -Hltn sport = :443")) !== "");
    const ran = await original.up();
    await host("systemctl stop squatter");
    expect(ran.code).not.toBe(0);
    expect(ran.text).toMatch(/443.*socat|socat.*443/);
    expect(ran.text).toContain("fix:");
    // The look itself needs the toolkit there; nothing else is.
    const others = (await fingerprint()).split("\n").filter((line) => !line.includes("/var/lib/homelab/toolkit/"));
    expect(others).toEqual(before.split("\n"));
  });
});

describe("the first up", () => {
  let up: Ran;
  let processes = "";

  beforeAll(async () => {
    const sampling = run(["./rehearse", "ssh", "bash", "-s"], {
      cwd: projectRoot,

      input: sampleHost,
      seconds: 1800,
    });
    up = await original.up({ seconds: 1700 });
    await host("touch /run/stop-sampling");
    processes = (await sampling).stdout;
  }, 1_800_000);

  test("ends well", () => {
    expect(up.text.slice(-3000)).toContain("Resources:");
    expect(up.code).toBe(0);
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

  test("no secret is anywhere but in podman's secrets and the stack's encrypted state", async () => {
    const values = Object.values(await secretValues());
    expect(values.length).toBeGreaterThanOrEqual(3);
    const preview = await original.pulumi(["preview", "--diff", "--color", "never"]);
    const state = JSON.stringify(await exported());
    const found = await host(leakSearch(values));
    expect(found).toBe("");
    for (const value of values) {
      for (const text of [up.text, processes, preview.text, state]) expect(text.includes(value)).toBe(false);
    }
  });
});
