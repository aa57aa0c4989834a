import { join } from "node:path";
import { ensureTools } from "../../pulumi-plugins/cli/tools.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { knownStandIns } from "../host/stand-ins.ts";
import type { Host } from "../host/state.ts";
import { prepareStack } from "./stack.ts";
import { runWithAgent } from "./with-agent.ts";

/** Runs one of the program's own commands with the rehearsal's stack. @param main its file @returns its exit code */
export async function runOwn(main: string, vm: Host, words: readonly string[]): Promise<number> {
  const stack = await prepareStack(vm, await ensureTools(), await knownStandIns(vm.dir));
  const command = [process.execPath, join(projectRoot, main), "--config-file", stack.configFile, ...words];
  return runWithAgent({ key: vm.clientKey, command, cwd: projectRoot, env: stack.env });
}
