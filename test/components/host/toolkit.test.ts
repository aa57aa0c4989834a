import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { readToolkit, toolkitProgram, toolkitVersion, type ToolkitFile } from "../../../components/host/toolkit.ts";

const FILES: ToolkitFile[] = [
  { path: "homelab", text: "#!/bin/sh\necho hello\n" },
  { path: "host/odd.py", text: 'x = "\\n\\t ünï $& {{}} \'\'\' \\"\\"\\""\n' },
  { path: "host/empty.py", text: "" },
];
const VERSION = toolkitVersion(FILES);

// Each test starts Python several times, which takes seconds on a busy machine.
jest.setTimeout(60_000);

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "homelab-toolkit-"));
  mkdirSync(join(root, "usr/local/bin"), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const at = (path: string): string => join(root, path);
const toolkit = (path = ""): string => at(`var/lib/homelab/toolkit/${path}`);

function run(verb: string, files = FILES, options: { uid?: number; program?: string } = {}): SpawnSyncReturns<string> {
  const { program = toolkitProgram(files), ...rest } = options;
  const env = { PATH: process.env["PATH"], HOMELAB_ROOT: root };
  return spawnSync("python3", ["-", verb], { input: program, encoding: "utf8", timeout: 20_000, env, ...rest });
}

const version = (number: number): ToolkitFile[] => [{ path: "homelab", text: `#!/bin/sh\necho ${number}\n` }];

describe("apply", () => {
  test("puts the files there byte for byte and says which version is current", () => {
    const { status, stdout, stderr } = run("apply");
    expect([status, JSON.parse(stdout), stderr]).toEqual([0, { toolkit: VERSION }, ""]);
    for (const { path, text } of FILES) expect(readFileSync(toolkit(`current/${path}`), "utf8")).toBe(text);
    expect(readlinkSync(toolkit("current"))).toBe(VERSION);
    expect(statSync(toolkit("current/homelab")).mode & 0o777).toBe(0o755);
    expect(statSync(toolkit("current/host/odd.py")).mode & 0o777).toBe(0o644);
    expect(statSync(at("var/lib/homelab")).mode & 0o777).toBe(0o711);
    expect(spawnSync(toolkit("current/homelab"), { encoding: "utf8" }).stdout).toBe("hello\n");
  });

  test("twice: the second changes nothing", () => {
    const first = run("apply").stdout;
    const before = statSync(toolkit("current/homelab")).ctimeMs;
    expect(run("apply").stdout).toBe(first);
    expect(statSync(toolkit("current/homelab")).ctimeMs).toBe(before);
    expect(readdirSync(toolkit()).sort()).toEqual([".lock", VERSION, "current"].sort());
  });

  test("puts files back that were changed on the host", () => {
    run("apply");
    writeFileSync(toolkit("current/homelab"), "broken");
    expect(run("apply").stderr).toContain("its files were changed on the host");
    expect(readFileSync(toolkit("current/homelab"), "utf8")).toBe(FILES[0]?.text);
  });

  test("keeps this version, the one before it and one more", () => {
    for (const number of [1, 2, 3, 4]) {
      run("apply", version(number));
      // Seconds apart, as real ones are.
      utimesSync(toolkit(toolkitVersion(version(number))), number, number);
    }
    run("apply", version(1));
    run("apply", version(5));
    const kept = readdirSync(toolkit()).filter((name) => /^[0-9a-f]{16}$/.test(name));
    expect(kept.sort()).toEqual([5, 1, 4].map((number) => toolkitVersion(version(number))).sort());
  });
});

describe("the command for people", () => {
  const command = (): string => at("usr/local/bin/homelab");

  test("is a link to the current version, taken away in the end", () => {
    run("apply");
    expect(readlinkSync(command())).toBe(toolkit("current/homelab"));
    run("remove");
    expect(existsSync(command())).toBe(false);
  });

  test("of somebody else stays", () => {
    symlinkSync("/bin/true", command());
    expect(run("apply").stderr).toContain("is not homelab's and was left alone");
    run("remove");
    expect(readlinkSync(command())).toBe("/bin/true");
  });

  test("is left out where /usr/local/bin is missing", () => {
    rmSync(at("usr/local/bin"), { recursive: true });
    const { status, stderr } = run("apply");
    expect([status, stderr]).toEqual([0, expect.stringContaining("No such file or directory")]);
  });
});

describe("remove", () => {
  test("leaves nothing but the ledger of user ids", () => {
    run("apply");
    mkdirSync(at("var/lib/homelab/services/empty"), { recursive: true });
    writeFileSync(at("var/lib/homelab/uids"), "2003 feeds\n");
    expect(run("remove").status).toBe(0);
    expect(readdirSync(at("var/lib/homelab"))).toEqual(["uids"]);
  });

  test("while services are here, leaves their empty folders too: containers mount them", () => {
    run("apply");
    mkdirSync(at("var/lib/homelab/services/feeds/slots/feeds-0/app"), { recursive: true });
    writeFileSync(at("var/lib/homelab/services/feeds/current.json"), "{}");
    expect(run("remove").status).toBe(0);
    expect(existsSync(at("var/lib/homelab/services/feeds/slots/feeds-0/app"))).toBe(true);
  });

  test("twice, or where nothing was: fine", () => {
    expect(run("remove").status).toBe(0);
    run("apply");
    run("remove");
    expect(run("remove").status).toBe(0);
    expect(existsSync(at("var/lib/homelab"))).toBe(false);
  });
});

describe("says what to put right", () => {
  test("when the user is not root", () => {
    const program = toolkitProgram(FILES).replace(/^ROOT = .*$/m, 'ROOT = ""');
    const other = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const { status, stderr } = run("apply", FILES, { program, ...other });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: toolkit: only root can install it, but this is user id \d+\n {2}fix: .*\n$/);
  });

  test("when Python is too old", () => {
    const program = toolkitProgram(FILES).replace("OLDEST_PYTHON = (3, 11)", "OLDEST_PYTHON = (9, 0)");
    const { status, stderr } = run("apply", FILES, { program });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error: toolkit: this host has Python 3\.\d+, but the toolkit needs 3\.11 or newer\n {2}fix: /,
    );
  });

  test("when a file is in the way", () => {
    mkdirSync(at("var/lib"), { recursive: true });
    writeFileSync(at("var/lib/homelab"), "");
    const { status, stderr } = run("apply");
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: toolkit: .*\n {2}fix: make .* writable/)]);
  });
});

describe("the program", () => {
  test("holds the whole toolkit but what installs it, and no leftovers", () => {
    const folder = mkdtempSync(join(root, "checkout-"));
    for (const path of ["homelab", "install.py", "__pycache__/a.pyc", ".ruff_cache/x", "nouns/user.py"]) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), "");
    }
    chmodSync(folder, 0o755);
    expect(readToolkit(folder).map(({ path }) => path)).toEqual(["homelab", "nouns/user.py"]);
    expect(readToolkit().map(({ path }) => path)).toContain("homelab");
  });

  test("holds what the two languages must agree on, as it is in this checkout", () => {
    const constants = readFileSync(join(import.meta.dirname, "../../../contract/constants.json"), "utf8");
    expect(readToolkit().find(({ path }) => path === "contract.json")?.text).toBe(constants);
  });

  test("is the same text each time", () => {
    expect(toolkitProgram(readToolkit())).toBe(toolkitProgram(readToolkit()));
  });

  test("has a line for each line of a file, so that a preview shows the one that changed", () => {
    expect(toolkitProgram(FILES)).toContain('\n        "echo hello",\n');
  });
});
