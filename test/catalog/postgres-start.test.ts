import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../templates/services/postgres/", import.meta.url));
const PASSWORD = "pa'ss \"word\\";
let place = "";

/** A stand-in for a program of the image, which leaves its arguments and input in a file. */
function program(name: string, body: string): void {
  const path = join(place, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

/** The script as a container would run it, with its mark in the test's own folder. */
function run(script: "start.sh" | "health.sh"): { code: number | null; stderr: string } {
  const copy = join(place, script);
  const text = readFileSync(join(folder, script), "utf8");
  writeFileSync(copy, text.replaceAll("/tmp/homelab-rekeyed", join(place, "mark")).replace("TRIES=900", "TRIES=1"));
  const env = {
    PATH: `${place}:/usr/bin:/bin`,
    POSTGRES_USER: "app",
    POSTGRES_DB: "books",
    POSTGRES_PASSWORD_FILE: join(place, "password"),
  };
  const { status, stderr } = spawnSync("/bin/sh", [copy], { env, encoding: "utf8", timeout: 20_000 });
  return { code: status, stderr };
}

const seen = (name: string): string => (existsSync(join(place, name)) ? readFileSync(join(place, name), "utf8") : "");

/** Lives until the job that sets the password has ended, as the real server outlives it. */
const outlives = "while pgrep -r R,S,D -P $$ >/dev/null; do sleep 0.02; done";

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "postgres-start-"));
  writeFileSync(join(place, "password"), PASSWORD);
  writeFileSync(join(place, "mark"), "of an earlier start");
  program("pg_isready", `echo "$@" >>"${place}/asked"`);
  program("psql", `echo "$@" >"${place}/arguments"; cat >"${place}/input"`);
  program("docker-entrypoint.sh", `echo "$@" >"${place}/started"; ${outlives}`);
});

afterEach(() => {
  rmSync(place, { recursive: true, force: true });
});

describe("start.sh", () => {
  test("becomes PostgreSQL, sets the role's password through the local socket, then leaves its mark", () => {
    expect(run("start.sh")).toEqual({ code: 0, stderr: "" });
    expect(seen("started")).toBe("postgres\n");
    expect(seen("asked")).toBe("-q -h 127.0.0.1 -U app -d books\n");
    expect(seen("arguments")).toMatch(/--username app --dbname books --set role=app\n$/);
    expect(seen("arguments")).not.toMatch(/--host|-h /);
    expect(seen("input")).toContain(`ALTER ROLE :"role" PASSWORD :'password';`);
    expect(seen("mark")).toBe("");
  });

  test("never gives the password as an argument or in the text of a statement, nor lets the server log it", () => {
    run("start.sh");
    expect(seen("arguments") + seen("input")).not.toContain("pa'ss");
    expect(seen("input")).toMatch(/log_statement = 'none'[^]*log_min_error_statement = 'panic'[^]*ALTER ROLE/);
  });

  test.each([
    { what: "psql fails", name: "psql", body: "exit 3", says: "the password of app was not set" },
    { what: "no server answers", name: "pg_isready", body: "exit 2", says: "did not answer within 1 seconds" },
  ])("leaves no mark and says why when $what", ({ name, body, says }) => {
    program(name, body);
    program("docker-entrypoint.sh", outlives);
    const { code, stderr } = run("start.sh");
    expect(code).toBe(0);
    expect(stderr).toContain(`error: `);
    expect(stderr).toContain(says);
    expect(existsSync(join(place, "mark"))).toBe(false);
  });

  test("leaves no mark without a password", () => {
    writeFileSync(join(place, "password"), "");
    expect(run("start.sh").stderr).toContain("is empty or missing");
    expect(existsSync(join(place, "mark"))).toBe(false);
    expect(seen("arguments")).toBe("");
  });
});

describe("health.sh", () => {
  test("passes once the password is set and the server answers over TCP", () => {
    expect(run("health.sh").code).toBe(0);
    expect(seen("asked")).toBe("-q -h 127.0.0.1 -U app -d books\n");
  });

  test("fails without the mark, and without an answer", () => {
    rmSync(join(place, "mark"));
    expect(run("health.sh").code).not.toBe(0);
    writeFileSync(join(place, "mark"), "");
    program("pg_isready", "exit 2");
    expect(run("health.sh").code).not.toBe(0);
  });
});
