import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureTools } from "../setup.ts";
import { projectRoot } from "../tools/project-root.ts";
import { knownStandIns } from "../vm/stand-ins.ts";
import type { Vm } from "../vm/state.ts";
import { prepareStack } from "./stack.ts";

/** Runs the program's own `invite` with the rehearsal's stack. @returns its exit code */
export async function runInvite(vm: Vm, words: readonly string[]): Promise<number> {
  const stack = await prepareStack(vm, await ensureTools(), await knownStandIns(vm.dir));
  const command = [join(projectRoot, "people/main.ts"), "--config-file", stack.configFile, ...words];
  const env = { ...process.env, ...stack.env };
  return spawnSync(process.execPath, command, { cwd: projectRoot, env, stdio: "inherit" }).status ?? 1;
}
