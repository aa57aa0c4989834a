import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { destroyClosure, subtree, type StateResource } from "../support/closure.ts";
import { EngineStack, type PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { startSshd, type Sshd } from "../../packages/pulumi-plugins/test/sshd.ts";
import { withSshKey } from "../../tools/with-ssh-key.ts";

// The order of services that need each other, with the program's own components under the real engine.

const links = ["clients", "components", "contract", "core", "templates", "toolkit", "test/support"];
const stack = new EngineStack({ program: "test/engine/needs-program", links, seconds: 100 });
const LIMIT = 120_000;
const log = join(stack.folder, "log");
const failing = join(stack.folder, "failing");
let sshd: Sshd;

/** A host that writes down what is asked, takes its time for a rollout, and refuses the one named in `failing`. */
const HOST = `#!/bin/sh
cat >/dev/null
set -- $SSH_ORIGINAL_COMMAND
case $2 in
  rollout)
    echo "$4 begins to $3" >>${log}
    sleep 1
    if grep -qx "$4" ${failing} 2>/dev/null; then echo "error: $4 is broken" >&2; exit 1; fi
    echo '{"generation":"0123456789abcdef","deploy":"1","images":{}}' ;;
  route) echo "$4 has its route: $3" >>${log} ;;
  quadlets) echo '{"applied":"2026-11-20T21:04:11.000Z"}' ;;
  -) echo '{"toolkit":"none"}' ;;
esac
`;

const run = (round: number, ...command: string[]): Promise<PulumiResult> => {
  const settings = { port: sshd.port, user: sshd.user, hostKey: sshd.hostKey, round };
  const words = Object.entries(settings).flatMap(([key, value]) => ["-c", `needs-test:${key}=${value}`]);
  return stack.pulumi(...command, ...words);
};
const up = (round: number, ...options: string[]) => run(round, "up", "--yes", "--skip-preview", ...options);
const said = ({ code, all }: PulumiResult) => ({ code, said: code === 0 ? "" : all });

/** What the host was asked since the last look. */
function asked(): string[] {
  const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  rmSync(log, { force: true });
  return lines;
}

const inOrder = ["authentication", "photos", "wiki"].flatMap((name) => [
  `${name} begins to apply`,
  `${name} has its route: apply`,
]);

const resources = (): StateResource[] => {
  const { checkpoint } = JSON.parse(stack.state("needs-test")) as {
    checkpoint: { latest: { resources: StateResource[] } };
  };
  return checkpoint.latest.resources;
};

beforeAll(async () => {
  const script = join(stack.folder, "host");
  writeFileSync(script, HOST);
  chmodSync(script, 0o755);
  sshd = await startSshd(script);
  expect(await stack.start({ wrapper: ["ssh-agent", ...withSshKey(sshd.clientKey)] })).toMatchObject({ code: 0 });
}, 1_800_000);

afterAll(() => {
  sshd.stop();
  stack.stop();
});

test(
  "a preview waits for nobody",
  async () => {
    expect(said(await run(1, "preview"))).toEqual({ code: 0, said: "" });
    expect(asked()).toEqual([]);
  },
  LIMIT,
);

test(
  "each begins when the way in to what it needs is there, even where the engine does one thing at a time",
  async () => {
    expect(said(await up(1, "--parallel", "1"))).toEqual({ code: 0, said: "" });
    expect(asked()).toEqual(inOrder);
  },
  LIMIT,
);

const rollouts = inOrder.filter((line) => line.includes("begins"));

test(
  "and so in an update, with its preview",
  async () => {
    expect(said(await run(2, "up", "--yes"))).toEqual({ code: 0, said: "" });
    expect(asked()).toEqual(rollouts);
  },
  LIMIT,
);

test.each([{ options: [] }, { options: ["--continue-on-error"] }])(
  "when one fails, the run ends with its error, and none that needs it is touched $options",
  async ({ options }) => {
    writeFileSync(failing, "photos\n");
    const { code, all } = await up(3, ...options);
    rmSync(failing);
    expect(code).toBeGreaterThan(0);
    expect(all).toContain("error: photos is broken");
    expect(asked().filter((line) => line.startsWith("wiki"))).toEqual([]);
  },
  LIMIT,
);

test(
  "what failed is made up for by the next run",
  async () => {
    expect(said(await up(3))).toEqual({ code: 0, said: "" });
    expect(asked()).toEqual(rollouts.slice(1));
  },
  LIMIT,
);

test(
  "no edge leads from one to another, so a destroy takes one alone",
  async () => {
    const urn = resources().find((resource) => resource.urn.endsWith("::authentication"))?.urn ?? "";
    expect(destroyClosure(resources(), urn)).toEqual(subtree(resources(), urn));
    const gone = await stack.pulumi(
      "destroy",
      "-t",
      "**::authentication",
      "--target-dependents",
      "--yes",
      "--skip-preview",
    );
    expect(said(gone)).toEqual({ code: 0, said: "" });
    expect(asked()).toEqual(["authentication has its route: remove", "authentication begins to remove"]);
  },
  LIMIT,
);
