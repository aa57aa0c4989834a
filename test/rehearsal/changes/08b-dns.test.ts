import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { stopApis } from "../../../packages/stand-ins/start.ts";
import { apisFolder } from "../../../packages/rehearsal/host/snapshots.ts";
import { startStandIns } from "../../../packages/rehearsal/host/stand-ins.ts";
import { apis, importRecord, makeRecord, recordsHeld } from "../support/cloudflare.ts";
import { host, invocations } from "../support/host.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { run } from "../support/run.ts";
import { exported, outputs } from "../support/stack.ts";
import { ask, rehearsalHost } from "../support/web.ts";

/** An address of the example networks (RFC 5737): outside of every home. */
const STRANGER = "203.0.113.77";

/** Exit code of curl and HTTP status of a service's page, asked on the host from one of its addresses. */
const askedFrom = (source: string, name: string, path: string): Promise<string> =>
  host(
    `own=$(ip -4 -o addr show scope global | grep -v ${STRANGER} | sed -E 's/.* inet ([0-9.]+).*/\\1/' | head -1)
    curl -sk --max-time 20 --interface ${source === "" ? "$own" : source} --resolve ${name}:443:$own -o /dev/null -w '%{http_code}' https://${name}${path} && echo " ok" || echo " refused"`,
  );

describe("records at Cloudflare", () => {
  test("are there for public services, each saying whose it is, and for no private one", async () => {
    const shown = (await recordsHeld()).map(({ name, type, content, proxied, ttl, comment }) => {
      return { name, type, content, proxied, ttl, comment };
    });
    const leads = { type: "A", content: "10.0.2.15", proxied: false, ttl: 1 };
    expect(shown).toEqual([
      { name: "auth.home.test", ...leads, comment: "managed-by=homelab svc=authentication" },
      { name: "calendar.home.test", ...leads, comment: "managed-by=homelab svc=calendar" },
      { name: "feeds.home.test", ...leads, comment: "managed-by=homelab svc=feeds" },
    ]);
  });

  test("are outputs; names without one are listed for the router", async () => {
    const services = await outputs();
    const record = { name: "feeds.home.test", type: "A", content: "10.0.2.15", proxied: false };
    expect(services["feeds"]).toMatchObject({ exposure: "public", records: [record], routerNames: [] });
    expect(services["metrics"]).toMatchObject({
      exposure: "private",
      records: [],
      routerNames: ["metrics.home.test"],
    });
  });

  test("are in `./rehearse status`", async () => {
    const status = await run(["./rehearse", "status"], { cwd: projectRoot, seconds: 60 });
    expect(status.stdout).toMatch(/^Cloudflare +stand-in: http:\/\/127\.0\.0\.1:\d+ .*3 A/m);
  });

  test("need a token that is nowhere in clear", async () => {
    const { token } = apis().cloudflare;
    const preview = await original.pulumi(["preview", "--diff", "--color", "never"]);
    expect(`${JSON.stringify(await exported())} ${preview.text}`.includes(token)).toBe(false);
    expect(await host(`grep -rlF '${token}' /etc /var/lib/homelab 2>/dev/null || true`)).toBe("");
  });
});

test("a preview with nothing changed needs neither API", async () => {
  const folder = apisFolder(rehearsalHost().dir);
  await stopApis(folder);
  const preview = await original.pulumi(["preview", "--expect-no-changes", "--color", "never"]);
  await startStandIns(rehearsalHost().dir);
  expect(preview.text).toContain("unchanged");
  expect(preview.code).toBe(0);
});

describe("an address outside the home", () => {
  beforeAll(async () => {
    await host(`ip addr add ${STRANGER}/32 dev lo`);
  });
  afterAll(async () => {
    await host(`ip addr del ${STRANGER}/32 dev lo`);
  });

  test("is served by a public service", async () => {
    expect(await askedFrom(STRANGER, "feeds.home.test", "/healthcheck")).toBe("200 ok");
  });

  test("finds no private one, though it names the host; the home does", async () => {
    expect(await askedFrom(STRANGER, "metrics.home.test", "/-/ready")).toBe("000 refused");
    expect(await askedFrom("", "metrics.home.test", "/-/ready")).toBe("302 ok");
    expect((await ask("metrics.home.test", "/-/ready")).status).toBe(302);
  });
});

describe("metrics is made public", () => {
  const program = new Program().edit("catalog/metrics.ts", 'exposure: "private"', 'exposure: "public"');
  afterAll(() => {
    program.remove();
  });

  test("a record that somebody made already is an error, and stays as it is", async () => {
    const mine = { name: "metrics.home.test", type: "A", content: "10.0.2.15", ttl: 300, comment: "by hand" };
    const made = await makeRecord(mine);
    const before = await invocations("metrics");
    const up = await program.up();
    expect(up.code).not.toBe(0);
    expect(up.text).toMatch(/identical record already exists/);
    expect(await recordsHeld()).toContainEqual(made);
    expect(await invocations("metrics")).toBe(before);
    expect((await ask("metrics.home.test", "/-/ready")).status).toBe(302);
  });

  test("once imported it is the service's; nothing restarts", async () => {
    const before = await invocations("metrics");
    expect((await importRecord("metrics")).text).toContain("imported");
    const up = await program.up();
    expect(up.code).toBe(0);
    const record = (await recordsHeld()).find(({ name }) => name === "metrics.home.test");
    expect(record).toMatchObject({ ttl: 1, comment: "managed-by=homelab svc=metrics" });
    expect(await invocations("metrics")).toBe(before);
  });

  test("private again, its record goes and the others stay, byte for byte", async () => {
    const others = (await recordsHeld()).filter(({ name }) => name !== "metrics.home.test");
    expect((await original.up()).code).toBe(0);
    expect(await recordsHeld()).toEqual(others);
    const chain = await host("cat /var/lib/homelab/ingress/fragments.d/metrics.json");
    expect((JSON.parse(chain) as { sources: string[] }).sources).toContain("192.168.0.0/16");
  });
});
