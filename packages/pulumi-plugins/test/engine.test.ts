import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { EngineStack, type PulumiResult } from "./engine-stack.ts";
import { startSshd } from "./sshd.ts";
import type { Sshd } from "./sshd.ts";
import { withSshKey } from "../../../tools/with-ssh-key.ts";

// The real engine, the stand-in plugins and a real sshd, from the first preview to the destroy.

const stack = new EngineStack({ program: "packages/pulumi-plugins/test/program" });
const target = join(stack.folder, "target");
let sshd: Sshd;

const up = (settings: Record<string, string>, how: "--diff" | "--skip-preview"): Promise<PulumiResult> =>
  stack.pulumi(
    ...["up", "--yes", how],
    ...Object.entries(settings).flatMap(([key, value]) => ["-c", `test:${key}=${value}`]),
  );

const rawState = (): string => stack.state("plugins-test");

interface State {
  readonly checkpoint: {
    readonly latest: {
      readonly pending_operations?: unknown[];
      readonly resources: { readonly urn: string; readonly inputs?: Record<string, unknown> }[];
    };
  };
}

// Building the CLI, when the cache has none, is the only thing that takes long.
beforeAll(async () => {
  sshd = await startSshd();
  const created = await stack.start({ wrapper: ["ssh-agent", ...withSshKey(sshd.clientKey)] });
  expect(created.all).not.toContain("error");
}, 1_800_000);

afterAll(() => {
  sshd.stop();
  stack.stop();
});

const still = (): Record<string, string> => ({
  ...{ file: target, port: String(sshd.port), user: sshd.user, hostKey: sshd.hostKey },
  ...{ round: "1", exit: "0", text: "quota=1G\nname=feeds" },
});

test("first up: the script ran, its progress was shown, nothing secret is in the state", async () => {
  const first = await up(still(), "--skip-preview");
  expect(first).toMatchObject({ code: 0 });
  expect(readFileSync(target, "utf8")).toBe("quota=1G\nname=feeds");
  expect(first.all).not.toMatch(/warning|open-sesame/);
  const shown = await stack.pulumi("stack", "output", "--json", "--show-secrets");
  const outputs = JSON.parse(shown.stdout) as Record<string, string>;
  expect(outputs["text"]).toBe("quota=1G\nname=feeds");
  expect(outputs["result"]).toHaveLength(20);
  const state = rawState();
  // "bcra-frfnzr" is what the script made of the secret on its stdin.
  const secrets = ["open-sesame", "bcra-frfnzr", String(outputs["result"]), String(outputs["hex"])];
  expect(secrets.filter((hidden) => state.includes(hidden))).toEqual([]);
}, 120_000);

test("an update in place, seen in the preview as the line that changes", async () => {
  const second = await up({ ...still(), text: "quota=2G\nname=feeds" }, "--diff");
  expect(second).toMatchObject({ code: 0 });
  expect(second.all).toMatch(/- *quota=1G\n[^\n]*\+ *quota=2G/);
  expect(second.all).toMatch(/1 (to )?updated?/);
  expect(readFileSync(target, "utf8")).toBe("quota=2G\nname=feeds");
}, 120_000);

test("a failing update keeps the old inputs; other keepers replace the password", async () => {
  const failed = await up({ ...still(), text: "quota=3G", exit: "4", round: "2" }, "--skip-preview");
  expect(failed.code).not.toBe(0);
  expect(failed.all).toContain("Process exited with status 4");
  expect(failed.all).not.toMatch(/\bat .*\.ts:\d+/);
  expect(failed.all).toMatch(/RandomPassword password replaced/);
  const { pending_operations, resources } = (JSON.parse(rawState()) as State).checkpoint.latest;
  expect(pending_operations ?? []).toEqual([]);
  const written = resources.find(({ urn }) => urn.endsWith("::written"));
  expect(written?.inputs?.["stdin"]).toBe("quota=2G\nname=feeds");
}, 120_000);

test("destroy runs the saved delete scripts", async () => {
  const destroyed = await stack.pulumi("destroy", "--yes", "--skip-preview");
  expect(destroyed).toMatchObject({ code: 0 });
  expect(existsSync(target)).toBe(false);
}, 120_000);
