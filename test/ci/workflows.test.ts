import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { actionlint } from "../../tools/actionlint.ts";
import { projectRoot } from "../../tools/project-root.ts";

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly if: string;
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}

const folder = join(projectRoot, ".github/workflows");
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return { name, text, workflow: load(text) as Workflow };
});

let program = "";
beforeAll(async () => {
  program = await actionlint();
}, 900_000);

/** What actionlint says of a workflow. */
function complaints(text: string): string[] {
  const { stdout, stderr } = spawnSync(program, ["-format", "{{json .}}", "-"], { input: text, encoding: "utf8" });
  if (stderr !== "") throw new Error(stderr);
  return (JSON.parse(stdout) as { message: string }[]).map(({ message }) => message);
}

test("actionlint finds what is wrong in a workflow", () => {
  const step = "echo ${{ secret.KEY }}";
  const wrong = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${step}\n`;
  expect(complaints(wrong)).toEqual([expect.stringMatching(/undefined variable "secret"/)]);
});

describe.each(workflows)("$name", ({ text, workflow }) => {
  const jobs = Object.values(workflow.jobs);

  test("has no complaint from actionlint", () => {
    expect(complaints(text)).toEqual([]);
  });

  test("does nothing in a copy of the repository that has no stack", () => {
    expect(jobs.map((job) => job.if)).toEqual([expect.stringMatching(/^vars\.HOMELAB_STACK != ''/)]);
  });

  test("runs scripts of the project that can be run", () => {
    const scripts = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run?.split(" ")[0] ?? []));
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) accessSync(join(projectRoot, script), constants.X_OK);
  });

  test("reads the repository only, and writes comments only on a pull request", () => {
    const writes = Object.entries(workflow.permissions).filter(([, right]) => right === "write");
    expect(writes.map(([what]) => what)).toEqual("pull_request" in workflow.on ? ["pull-requests"] : []);
    expect(workflow.permissions["contents"]).toBe("read");
  });

  test("gives no secret to a pull request of a fork", () => {
    expect(text).not.toMatch(/pull_request_target/);
    const own = "github.event.pull_request.head.repo.full_name == github.repository";
    expect(jobs.every((job) => job.if.includes(own))).toBe("pull_request" in workflow.on);
  });
});

test("what changes or looks at the host runs one at a time", () => {
  const groups = workflows.map(({ name, text }) => [name, /^ {2}group: (\S+)/m.exec(text)?.[1]]);
  expect(Object.fromEntries(groups)).toMatchObject({ "up.yml": "homelab", "drift.yml": "homelab" });
});
