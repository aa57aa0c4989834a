import { describe, expect, test } from "@jest/globals";
import { until } from "../../../tools/until.ts";
import { makePerson } from "../support/authentik.ts";
import { host, invocations } from "../support/host.ts";
import { original } from "../support/original.ts";
import { Program } from "../support/program.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { run } from "../support/run.ts";
import { ask } from "../support/web.ts";

/** Exit code and output of a command line on the host, as a person at its shell gets them. */
const shell = (line: string): ReturnType<typeof run> =>
  run(["./rehearse", "ssh", line], { cwd: projectRoot, seconds: 300 });

const answersAgain = (name: string, path: string): Promise<true> =>
  until(`${name}${path} answers 200`, 240, async () => (await ask(name, path)).status === 200);

describe("a person at the host's shell", () => {
  test("sees what runs: a line per service, the ingress and the pools", async () => {
    const { stdout, code } = await shell("homelab status");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SERVICE +STATE +SINCE/);
    for (const service of ["authentication", "calendar", "feeds", "metrics"]) {
      expect(stdout).toMatch(new RegExp(`^${service} +healthy .* ok `, "m"));
    }
    expect(stdout).toMatch(/ingress: Envoy \d+\.\d+.* 4 chains · pools: .*tank ONLINE/);
    const facts = JSON.parse((await shell("homelab status --json")).stdout) as { services: { service: string }[] };
    expect(facts.services.map(({ service }) => service)).toEqual(["authentication", "calendar", "feeds", "metrics"]);
  });

  test("reads what a service prints, and what a deploy did", async () => {
    expect((await shell("homelab logs feeds -n 200")).stdout).toMatch(/feeds-[01]-app/);
    const id = await host("basename $(ls -t /var/lib/homelab/services/calendar/journal/*.log | head -1) .log");
    expect((await shell(`homelab logs calendar --deploy ${id.slice(-4)}`)).stdout).toContain("committed after");
    const unknown = await shell("homelab logs calendar --deploy zzzz");
    expect(unknown.code).toBe(1);
    expect(unknown.text).toContain(id);
  });

  test("looks into a container, with that command's own exit code", async () => {
    expect((await shell("homelab exec feeds db -- postgres --version")).stdout).toMatch(/^postgres \(PostgreSQL\) 17/);
    expect((await shell("homelab exec calendar app -- sh -c 'exit 3'")).code).toBe(3);
    expect((await shell("homelab podman metrics ps --format {{.Names}}")).stdout).toContain("metrics-0-app");
    expect((await shell("homelab exec feeds nothere -- true")).text).toMatch(/app caddy|caddy app/);
    expect((await shell("homelab exec feeds app")).code).toBe(2);
  });

  test("restarts a service, and it serves again before the command ends", async () => {
    const before = await invocations("calendar");
    const restarted = await shell("homelab restart calendar");
    expect(restarted.text).toContain("slot 0");
    expect(restarted.code).toBe(0);
    const anna = await makePerson("anna", ["family"]);
    expect((await anna.visit("https://calendar.home.test/.web/")).status).toBe(200);
    const app = /calendar-0-app\.service InvocationID=\w+/;
    expect(app.exec(await invocations("calendar"))?.[0]).not.toBe(app.exec(before)?.[0]);
  });
});

test("a container is given its values, arguments and check as they are written, and a file inside a volume", async () => {
  const odd = 'it\'s "100%" \\ $HOME `id` {"a": 1}\ntwo lines\t;*~';
  const written = JSON.stringify({
    image: "ghcr.io/kozea/radicale:3.5.3",
    entrypoint: ["/homelab/busybox", "sh", "-c", "trap 'exit 0' TERM; sleep 9999 & wait", odd],
    command: ["run", odd],
    env: { WRITTEN: odd },
    limits: { memory: "64 MB", cpu: "50%" },
    // Healthy only when the check's own words and the environment are the same.
    health: { command: ["/homelab/busybox", "sh", "-c", 'test "$1" = "$WRITTEN"', "sh", odd], within: "1 minute" },
    files: { "/data/deep/config": "config" },
    volumes: { "/data": { data: "collections", dir: "written", owner: 1000 } },
  });
  const program = new Program()
    .edit("catalog/calendar.ts", "port: 5232,", 'port: 5232, container: "app",')
    .edit("catalog/calendar.ts", "containers: {", `containers: { written: ${written} as never,`);
  expect((await program.up()).code).toBe(0);
  program.remove();
  const inside = (line: string): Promise<string> => host(`homelab exec calendar written -- /homelab/busybox ${line}`);
  expect(await inside("sh -c 'echo -n \"$WRITTEN\" | base64 -w 0'")).toBe(Buffer.from(odd).toString("base64"));
  const words = Buffer.from(await inside("base64 -w 0 /proc/1/cmdline"), "base64")
    .toString()
    .split("\0");
  expect(words.slice(-4)).toEqual([odd, "run", odd, ""]);
  expect(await inside("cat /data/deep/config")).toContain("[server]");
  expect((await original.up()).code).toBe(0);
});

test("a database that is killed comes back by itself, and the slots go on with it", async () => {
  const unit = "as svc-feeds systemctl --user";
  const run = (): Promise<string> => host(`${unit} show feeds-state-db.service -p InvocationID --value`);
  const before = await run();
  await host("homelab podman feeds kill feeds-state-db");
  await until("the database runs again", 120, async () => {
    const now = await run();
    const state = await host(`${unit} is-active feeds-state-db.service || true`);
    return now !== before && state === "active";
  });
  expect(await answersAgain("feeds.home.test", "/healthcheck")).toBe(true);
});
