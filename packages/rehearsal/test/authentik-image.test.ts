import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { authentikImage } from "../images/apps/authentik.ts";
import { until } from "../../../tools/until.ts";

const files = new URL("../images/files/authentik", import.meta.url).pathname;
const ak = join(files, "lifecycle/ak");
let place = "";

/** A stand-in for a program of the image. */
function program(name: string, body: string): void {
  const path = join(place, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

function environment(settings: Record<string, string>): Record<string, string> {
  return { PATH: `${place}:/usr/bin:/bin`, TMPDIR: place, STAND_IN_WAIT_SECONDS: "0", ...settings };
}

function run(words: readonly string[], settings: Record<string, string> = {}) {
  const options = { env: environment(settings), encoding: "utf8", timeout: 20_000 } as const;
  const { status, stderr, stdout } = spawnSync("/bin/sh", [ak, ...words], options);
  return { code: status, stderr, stdout };
}

const enough = () => ({ AUTHENTIK_SECRET_KEY: `file://${place}/key`, AUTHENTIK_POSTGRESQL__PASSWORD: "db" });

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "authentik-image-"));
  writeFileSync(join(place, "key"), "k");
  // A PostgreSQL that speaks no TLS, and notes who asked for it.
  program("nc", `cat >/dev/null; echo "$*" >>"${place}/asked"; printf N`);
  program("caddy", `echo "$STAND_IN_HOST $STAND_IN_PORT $*"`);
  program("wget", `echo "$*"`);
});

afterEach(() => {
  rmSync(place, { recursive: true, force: true });
});

describe("the image that stands in for Authentik", () => {
  test("has the official image's name, command and user, and says what it is", () => {
    expect(authentikImage.name).toBe("ghcr.io/goauthentik/server:2025.12.1");
    expect(authentikImage.config).toMatchObject({ User: "1000", Entrypoint: ["dumb-init", "--", "ak"] });
    expect(authentikImage.config.Labels?.["org.opencontainers.image.description"]).toContain("stand-in");
    expect(run(["server"], enough()).stderr).toContain("this image holds no Authentik");
  });

  test.each([
    ["no secret key", {}, "Secret key missing"],
    ["no password", { AUTHENTIK_SECRET_KEY: "k" }, "set AUTHENTIK_POSTGRESQL__PASSWORD"],
    ["a file that is not there", { AUTHENTIK_SECRET_KEY: "file:///none" }, "names /none, which cannot be read"],
    [
      "a first token by file",
      { AUTHENTIK_SECRET_KEY: "k", AUTHENTIK_POSTGRESQL__PASSWORD: "p", AUTHENTIK_BOOTSTRAP_TOKEN: "file:///key" },
      "AUTHENTIK_BOOTSTRAP_TOKEN is taken literally",
    ],
  ])("refuses to start with %s", (_what, settings, says) => {
    for (const mode of ["server", "worker"]) {
      const { code, stderr } = run([mode], settings);
      expect(code).toBe(1);
      expect(stderr).toContain(says);
    }
    expect(existsSync(join(place, "asked"))).toBe(false);
  });

  test("refuses to start where no PostgreSQL answers", () => {
    program("nc", "cat >/dev/null; printf HTTP");
    const { code, stderr } = run(["server"], { ...enough(), AUTHENTIK_POSTGRESQL__HOST: "state" });
    expect(code).toBe(1);
    expect(stderr).toContain("no PostgreSQL at state:5432");
  });

  test("server waits for the database, then serves where the settings say", () => {
    const settings = { AUTHENTIK_POSTGRESQL__HOST: "state", AUTHENTIK_LISTEN__HTTP: "127.0.0.1:9000" };
    const { code, stdout } = run(["server"], { ...enough(), ...settings });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "127.0.0.1 9000 run --config /etc/authentik/Caddyfile --adapter caddyfile\n",
    });
    expect(readFileSync(join(place, "asked"), "utf8")).toBe("-w 5 state 5432\n");
    expect(run(["healthcheck"], settings).stdout).toContain("http://127.0.0.1:9000/-/health/live/");
  });

  test("worker is healthy while it runs and the database answers, and ends when told to", async () => {
    const worker = spawn("/bin/sh", [ak, "worker"], { env: environment(enough()), stdio: "ignore", detached: true });
    const ended = once(worker, "exit");
    await until("the worker has written its number", 30, () => existsSync(join(place, "authentik-worker.pid")));
    expect(run(["healthcheck"]).code).toBe(0);
    program("nc", "exit 1");
    expect(run(["healthcheck"]).stderr).toContain("no PostgreSQL at localhost:5432");
    // The whole group, as the image's first process does it.
    process.kill(-(worker.pid ?? 0), "SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(run(["healthcheck"]).stderr).toContain("the worker is gone");
  });

  test("knows no other command", () => {
    expect(run(["healthcheck"]).stderr).toContain("nothing runs in this container");
    expect(run(["migrate"])).toMatchObject({ code: 1 });
  });
});
