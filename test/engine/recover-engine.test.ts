import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { projectRoot } from "../../tools/project-root.ts";
import { EngineStack } from "../../packages/pulumi-plugins/test/engine-stack.ts";

// What a killed run leaves in the state of a stack, and the command that removes it, whichever stack it is.

const project = "kept-outputs-test";
const stack = new EngineStack({ program: "test/engine/kept-outputs-program", links: ["components"], seconds: 250 });
const LIMIT = 600_000;
const settings = ["keep=true", "length=20", "url=https://feeds.home.test"].flatMap((one) => [
  "-c",
  `${project}:${one}`,
]);
const up = () => stack.pulumi("up", "--yes", "--skip-preview", ...settings);

interface Kept {
  readonly checkpoint: {
    readonly latest: { resources: { urn: string; type: string }[]; pending_operations?: object[] };
  };
}

/** A lock, and the creation of a resource whose end nobody saw. */
function killRun(): void {
  const backend = join(stack.folder, "backend/.pulumi");
  const locks = join(backend, "locks/organization", project, "test");
  mkdirSync(locks, { recursive: true });
  const holder = { pid: 1, username: "root", hostname: "home", timestamp: "2026-11-20T21:04:11Z" };
  writeFileSync(join(locks, "00000000-0000-4000-8000-000000000000.json"), JSON.stringify(holder));
  const file = join(backend, "stacks", project, "test.json");
  const kept = JSON.parse(readFileSync(file, "utf8")) as Kept;
  const { latest } = kept.checkpoint;
  const made = latest.resources.find(({ urn }) => urn.endsWith("::password"));
  const resource = { ...made, urn: made?.urn.replace(/password$/, "other"), outputs: undefined, id: undefined };
  latest.pending_operations = [{ resource, type: "creating" }];
  writeFileSync(file, JSON.stringify(kept));
}

beforeAll(async () => {
  expect(await stack.start()).toMatchObject({ code: 0 });
  expect(await up()).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(() => {
  stack.stop();
});

test(
  "one command frees the lock and removes the interrupted creation; the next up works",
  async () => {
    killRun();
    expect((await up()).all).toContain("the stack is currently locked");
    const recovered = await stack.run("node", join(projectRoot, "commands/recover/main.ts"), "--yes");
    expect({ code: recovered.code, said: recovered.code === 0 ? "" : recovered.all }).toEqual({ code: 0, said: "" });
    expect(recovered.stdout).toMatch(/Done\. Now run: pulumi up\n$/);
    expect(stack.state(project)).not.toContain('"creating"');
    const again = await up();
    expect({ code: again.code, said: again.code === 0 ? "" : again.all }).toEqual({ code: 0, said: "" });
  },
  LIMIT,
);
