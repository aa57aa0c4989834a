import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { clearDeadLocks } from "../stack/backend-lock.ts";
import { hasSecret, renderStackConfig } from "../stack/stack-config.ts";
import { reachesHost, withStack } from "../stack/stack-arguments.ts";

test("a new config file", () => {
  expect(renderStackConfig("", { "homelab:domain": "home.test", "homelab:host": { port: 22 } })).toBe(
    'config:\n  homelab:domain: "home.test"\n  homelab:host: {"port":22}\n',
  );
});

test.each([2, 4])("salt, secrets and a person's own values stay when the file is indented by %i", (width) => {
  const pad = " ".repeat(width);
  const kept = `${pad}homelab:tlsCaKey:\n${pad}${pad}secure: v1:abc:def\n${pad}homelab:colour: blue\n`;
  const before = `encryptionsalt: v1:salt=\nconfig:\n${pad}homelab:host:\n${pad}${pad}port: 22\n${pad}${pad}user: root\n${kept}`;
  const after = renderStackConfig(before, { "homelab:host": { port: 2222 } });
  expect(after).toContain('encryptionsalt: v1:salt=\nconfig:\n  homelab:host: {"port":2222}\n');
  expect(after).not.toContain("port: 22\n");
  expect(hasSecret(after, "homelab:tlsCaKey")).toBe(true);
  expect(hasSecret(after, "homelab:colour")).toBe(false);
  expect(after).toContain("homelab:colour: blue");
  expect(renderStackConfig(after, { "homelab:host": { port: 2222 } })).toBe(after);
});

test.each([
  [
    ["up", "-y"],
    ["up", "-y", "--stack", "rehearsal", "--config-file", "F"],
  ],
  [
    ["config", "set", "a", "b"],
    ["config", "set", "a", "b", "--stack", "rehearsal", "--config-file", "F"],
  ],
  [
    ["stack", "export"],
    ["stack", "export", "--stack", "rehearsal"],
  ],
  [
    ["stack", "ls"],
    ["stack", "ls"],
  ],
  [
    ["cancel", "-y"],
    ["cancel", "-y", "--stack", "rehearsal"],
  ],
  [
    ["preview", "-s", "other"],
    ["preview", "-s", "other", "--config-file", "F"],
  ],
  [
    ["import", "--", "-x"],
    ["import", "--stack", "rehearsal", "--config-file", "F", "--", "-x"],
  ],
  [["version"], ["version"]],
])("arguments %j", (given, passed) => {
  expect(withStack(given, "F")).toEqual(passed);
});

test.each([
  [["up"], true],
  [["destroy", "-t", "x"], true],
  [["destroy", "--preview-only"], false],
  [["preview"], false],
  [["up", "--help"], false],
])("reaches the host: %j", (args, expected) => {
  expect(reachesHost(args)).toBe(expected);
});

test("only locks of dead processes of this computer are cleared", () => {
  const backend = mkdtempSync(join(tmpdir(), "homelab-locks-"));
  const folder = join(backend, ".pulumi/locks/organization/homelab/rehearsal");
  mkdirSync(folder, { recursive: true });
  const dead = spawnSync("true").pid;
  const lock = (name: string, pid: number, host: string): string => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify({ pid, username: "root", hostname: host, timestamp: "2026-11-20T21:04:11Z" }));
    return path;
  };
  const paths = [
    lock("dead", dead, hostname()),
    lock("reused", process.pid, hostname()),
    lock("far", dead, "elsewhere"),
  ];
  clearDeadLocks(backend);
  expect(paths.map((path) => existsSync(path))).toEqual([false, false, true]);
  rmSync(backend, { recursive: true });
});
