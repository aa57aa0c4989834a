import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../tools/project-root.ts";
import { run, type Ran } from "../rehearsal/support/run.ts";

/** The stand-in's host lives only for this chapter, under a name of its own. */
const standIn = { HOMELAB_REHEARSAL: "test-vm-zfs", HOMELAB_REHEARSAL_HOST: "namespaces" };
const folder = join(projectRoot, "packages/zfs-stand-in/conformance");
const work = mkdtempSync(join(tmpdir(), "homelab-conformance-"));

afterAll(async () => {
  rmSync(work, { recursive: true });
  await run(["./rehearse", "down"], { cwd: projectRoot, env: standIn });
});

/** Runs the stories on a host. @returns path of what its zfs and zpool answered */
async function answers(name: string, env: Readonly<Record<string, string>>): Promise<string> {
  const files = execFileSync("tar", ["-C", folder, "-cf", "-", "."]).toString("base64");
  const script = `set -e
mkdir -p /run/conformance
base64 -d <<'END_OF_FILES' | tar -C /run/conformance -xf -
${files}
END_OF_FILES
exec python3 /run/conformance/run.py /var/tmp`;
  const told = await run(["./rehearse", "ssh", "bash", "-s"], { cwd: projectRoot, env, input: script, seconds: 1500 });
  const file = join(work, `${name}.json`);
  writeFileSync(file, told.stdout);
  return file;
}

let real = "";
let here = "";
let started: Ran;
beforeAll(async () => {
  started = await run(["./rehearse", "up"], { cwd: projectRoot, env: standIn });
  [real, here] = await Promise.all([answers("openzfs", {}), answers("stand-in", standIn)]);
}, 1_800_000);

test("the stand-in answers every command as OpenZFS does, but for differences that have their reasons", async () => {
  expect([started.code, started.text]).toEqual([0, expect.anything()]);
  const compared = await run(["python3", join(folder, "compare.py"), real, here], { cwd: projectRoot, seconds: 60 });
  expect(compared.text).toMatch(/^\d{3,} rows equal, \d+ known differences, 0 complaints\n$/);
  expect(compared.code).toBe(0);
});
