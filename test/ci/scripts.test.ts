import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { projectRoot } from "../../tools/project-root.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homelab-ci-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A program that the script finds first. */
function program(name: string, text: string): void {
  writeFileSync(join(folder, name), `#!/bin/bash\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
}

function script(name: string, words: readonly string[], env: Readonly<Record<string, string>>) {
  const all = { PATH: `${folder}:${process.env["PATH"] ?? ""}`, HOME: folder, FOLDER: folder, ...env };
  const { status, stdout, stderr } = spawnSync(join(projectRoot, "ci", name), words, { env: all, encoding: "utf8" });
  return { status, stdout, stderr };
}

describe("the plan of a pull request", () => {
  // `npm run --silent plan …` and `npm run --silent comment -- --file FILE`.
  const npm = (code: number): void => {
    program(
      "npm",
      `case $3 in
      plan) echo "the plan of $6"; echo "said beside it" >&2; exit ${code};;
      comment) cp "$6" "$FOLDER/comment";;
      esac`,
    );
  };
  const summary = (): string => readFileSync(join(folder, "summary"), "utf8");
  const run = () => script("plan.sh", [], { HOMELAB_STACK: "prod", GITHUB_STEP_SUMMARY: join(folder, "summary") });

  test.each([0, 10, 11])("with exit code %d is the comment, and the job has done its work", (code) => {
    npm(code);
    expect(run().status).toBe(0);
    expect(readFileSync(join(folder, "comment"), "utf8")).toBe("the plan of prod\n");
    expect(summary()).toBe("the plan of prod\n");
  });

  test("that cannot be made fails the job, and the comment has the reason", () => {
    npm(1);
    expect(run().status).toBe(1);
    expect(readFileSync(join(folder, "comment"), "utf8")).toMatch(/could not be made\n\n```\nsaid beside it/);
  });

  test("of no stack is refused", () => {
    npm(0);
    expect(script("plan.sh", [], {}).stderr).toMatch(/HOMELAB_STACK: the name of the stack/);
  });
});

describe("a command with the host's key", () => {
  const look = ["bash", "-c", "ssh-add -l; echo key=${HOMELAB_SSH_KEY:-none}"];
  const newKey = (): string => {
    const file = join(folder, "key");
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "a runner", "-f", file]);
    return readFileSync(file, "utf8");
  };

  test("has it in an agent, which ends with the command, and not in its environment", () => {
    const { status, stdout } = script("with-key.sh", ["bash", "-c", `${look[2] ?? ""}; echo agent=$SSH_AUTH_SOCK`], {
      HOMELAB_SSH_KEY: newKey(),
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/a runner \(ED25519\)\nkey=none\nagent=\S+/);
    expect(existsSync(/agent=(\S+)/.exec(stdout)?.[1] ?? "")).toBe(false);
  });

  test("passes its exit code on", () => {
    expect(script("with-key.sh", ["bash", "-c", "exit 7"], { HOMELAB_SSH_KEY: newKey() }).status).toBe(7);
  });

  test("that is none is refused, without a word of it", () => {
    const { status, stdout, stderr } = script("with-key.sh", look, { HOMELAB_SSH_KEY: "words that are no key" });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/HOMELAB_SSH_KEY is not a private key/);
    expect(stderr).not.toMatch(/words that are no key/);
  });
});

describe("the installation on a runner", () => {
  test("puts the project's node and a Pulumi of the program's version first, for the steps that follow", () => {
    const file = join(folder, "path");
    writeFileSync(file, "");
    program("npm", "echo npm $*");
    program("pulumi", "");
    const { status, stdout } = script("install.sh", [], { GITHUB_PATH: file });
    expect([status, stdout]).toEqual([0, "npm ci\n"]);
    expect(readFileSync(file, "utf8")).toBe(`${join(projectRoot, "node_modules/.bin")}\n`);
  });

  test("says what to do when Pulumi cannot be had", () => {
    program("npm", "");
    program("curl", 'echo "curl: (6) Could not resolve host" >&2; exit 6');
    const path = `${folder}:${join(projectRoot, "node_modules/.bin")}:/usr/bin:/bin`;
    const { status, stderr } = script("install.sh", [], { GITHUB_PATH: join(folder, "path"), PATH: path });
    expect(status).toBe(1);
    expect(stderr).toMatch(/Pulumi \d+\.\d+\.\d+ could not be downloaded: install it in the runner's image/);
  });
});
