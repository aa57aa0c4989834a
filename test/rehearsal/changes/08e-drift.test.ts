import { describe, expect, test } from "@jest/globals";
import type { DriftReport } from "../../../core/schema/drift-report.ts";
import { deleteBinding, objectsHeld } from "../support/authentik.ts";
import { deleteRecord, recordsHeld } from "../support/cloudflare.ts";
import { host, invocations } from "../support/host.ts";
import { original } from "../support/original.ts";
import { ask } from "../support/web.ts";

/** The exit code and the report of `npm run drift`. */
async function drift(): Promise<{ readonly code: number; readonly report: DriftReport }> {
  const ran = await original.rehearse(["drift", "--json"]);
  try {
    return { code: ran.code, report: JSON.parse(ran.stdout) as DriftReport };
  } catch {
    throw new Error(ran.text);
  }
}

/** `service what: is -> should be` of each difference. */
const found = ({ differences }: DriftReport): string[] =>
  differences.map(({ service, what, is, shouldBe }) => `${service ?? "host"} ${what}: ${is} -> ${shouldBe}`).sort();
const mends = ({ differences }: DriftReport): string[] => [...new Set(differences.map(({ mend }) => mend))].sort();

const UNITS = "/etc/containers/systemd/users/$(id -u svc-feeds)/feeds";
const DATASET = "safe/homelab/feeds/db";

describe("a host that was just deployed", () => {
  test("has no drift, and everything of it was compared", async () => {
    const { code, report } = await drift();
    expect([found(report), report.notCompared, report.problems, code]).toEqual([[], [], [], 0]);
    expect(report.services).toEqual(expect.arrayContaining(["authentication", "calendar", "feeds", "metrics"]));
    expect(await host("homelab drift")).toMatch(/^no drift: \d+ services, \d+\.\d s$/);
  });
});

describe("somebody changes things by hand", () => {
  test("on the host: each is named, with the command that mends it", async () => {
    await host(`
      echo 'Environment=MINE=1' >> ${UNITS}/feeds-1-app.container
      install -d ${UNITS}/feeds-0-caddy.container.d
      printf '[Container]\\nEnvironment=MINE=1\\n' > ${UNITS}/feeds-0-caddy.container.d/20-mine.conf
      as svc-calendar systemctl --user stop calendar-0-app.service
      zfs set refquota=1G ${DATASET}
      loginctl disable-linger svc-metrics
      sed -i '/feeds.home.test/d' /etc/hosts
      rm /var/lib/homelab/ingress/fragments.d/calendar.json
    `);
    const { code, report } = await drift();
    expect(found(report)).toEqual([
      "calendar container calendar-0-app: inactive (dead) -> running",
      "calendar route: none -> calendar.home.test (/caddyz)",
      expect.stringMatching(/^feeds .*\/feeds-0-caddy.container.d\/20-mine.conf: not homelab's -> no such file$/),
      `feeds dataset ${DATASET} refquota: 1073741824 -> 5G`,
      expect.stringMatching(/^feeds unit feeds-1-app.container: edited -> as in generation [0-9a-f]{16}$/),
      "host /etc/hosts, homelab's lines: edited -> the names of all services",
      "metrics linger of svc-metrics: off -> on",
      // logind has stopped it, and with it the service.
      "metrics systemd of svc-metrics: not running -> running",
    ]);
    expect(mends(report)).toEqual([
      "homelab mend",
      "homelab mend calendar",
      "homelab mend feeds",
      "homelab mend metrics",
    ]);
    expect(code).toBe(1);
  });

  test("a mend of one service restarts what differs, and leaves the others", async () => {
    const before = { feeds: await invocations("feeds"), authentication: await invocations("authentication") };
    expect(await host("homelab mend feeds")).toContain("no drift: 1 service");
    const after = await invocations("feeds");
    const restarted = after.split("\n").filter((line) => !before.feeds.includes(line));
    expect(restarted.map((line) => line.split(" ")[0])).toEqual(["Id=feeds-0-caddy.service", "Id=feeds-1-app.service"]);
    expect(await host(`zfs get -Hp -o value refquota ${DATASET}`)).toBe(String(5 * 1024 ** 3));
    expect(await invocations("authentication")).toBe(before.authentication);
    expect((await ask("feeds.home.test", "/healthcheck")).status).toBe(200);
  });

  test("a mend of everything mends the rest", async () => {
    expect(await host("homelab mend")).toMatch(/no drift: \d+ services/);
    expect((await ask("calendar.home.test", "/.web/")).status).toBe(302);
    expect(await host("loginctl show-user svc-metrics -p Linger --value")).toBe("yes");
  });

  test("a container that podman has removed comes back by itself or by a mend", async () => {
    await host("homelab podman metrics rm -f metrics-0-app");
    expect(await host("homelab mend metrics")).toContain("no drift: 1 service");
    expect(await host("homelab podman metrics ps --format '{{.Names}}'")).toContain("metrics-0-app");
  });
});

test("what only the stack knows is put there again by the steps that are named, alone; nothing restarts", async () => {
  const before = await invocations("feeds");
  await host(`
    homelab podman feeds secret rm $(homelab podman feeds secret ls --format '{{.Name}}' | grep ^db-password)
    echo >> /var/lib/homelab/services/feeds/generations/latest/smoke.json
    echo >> /var/lib/homelab/toolkit/current/drift/look.py
  `);
  const { code, report } = await drift();
  expect(report.differences.map(({ what, mend }) => [what.split(" ")[0], mend]).sort()).toEqual([
    ["generation", "pulumi up --target-replace '**::feeds-quadlets'"],
    ["secret", "pulumi up --target-replace '**::feeds-secrets'"],
    ["toolkit", "pulumi up --target-replace '**::*-toolkit'"],
  ]);
  expect(code).toBe(1);
  const steps = ["feeds-quadlets", "feeds-secrets", "*-toolkit"].flatMap((name) => ["--target-replace", `**::${name}`]);
  const up = await original.pulumi(["up", ...steps, "--yes", "--skip-preview", "--color", "never"]);
  expect([up.code, up.code === 0 ? "" : up.text]).toEqual([0, ""]);
  expect(found((await drift()).report)).toEqual([]);
  expect(await invocations("feeds")).toBe(before);
});

describe("what is outside of the host", () => {
  test("a deleted record and a removed binding are named; an up with --refresh restores both", async () => {
    const [records, bindings] = [(await recordsHeld()).length, (await objectsHeld())["bindings"]?.length];
    await deleteRecord("feeds.home.test");
    await deleteBinding("feeds", "family");
    const { code, report } = await drift();
    expect(found(report)).toEqual([
      "feeds DnsRecord feeds-dns (feeds.home.test): deleted -> as applied",
      "feeds PolicyBinding feeds-access-family: deleted -> as applied",
    ]);
    expect([mends(report), code]).toEqual([["pulumi up --refresh"], 1]);
    const before = await invocations("feeds");
    const refreshed = await original.pulumi(["up", "--refresh", "--yes", "--skip-preview", "--color", "never"]);
    expect([refreshed.code, refreshed.code === 0 ? "" : refreshed.text]).toEqual([0, ""]);
    expect([(await recordsHeld()).length, (await objectsHeld())["bindings"]?.length]).toEqual([records, bindings]);
    expect(await invocations("feeds")).toBe(before);
    expect((await drift()).code).toBe(0);
  });
});
