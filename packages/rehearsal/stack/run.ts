import { say } from "../../../tools/progress.ts";
import { describeTools, ensureTools } from "../../pulumi-plugins/cli/tools.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { knownStandIns } from "../host/stand-ins.ts";
import type { Host } from "../host/state.ts";
import { clearDeadLocks } from "./backend-lock.ts";
import { probeHandshake } from "./handshake.ts";
import { prepareStack } from "./stack.ts";
import { reachesHost, withStack } from "./stack-arguments.ts";
import { runWithAgent } from "./with-agent.ts";

/**
 * Runs `pulumi` for the program in this tree against the rehearsal machine: stack, config, keys and
 * plugins are seen to, input and output are the caller's.
 * @param vm the running machine @param args what follows `pulumi`, for example ["up", "-y"]
 * @returns pulumi's exit code
 * @throws Failure when a tool is missing or the machine does not answer
 */
export async function runPulumi(vm: Host, args: readonly string[]): Promise<number> {
  const tools = await ensureTools();
  if (reachesHost(args)) {
    say(describeTools(tools));
    await probeHandshake({ host: "127.0.0.1", port: vm.ports.ssh, hostKey: vm.hostKey });
  }
  const stack = await prepareStack(vm, tools, await knownStandIns(vm.dir));
  clearDeadLocks(stack.folder);
  const command = ["pulumi", ...withStack(args, stack.configFile)];
  return runWithAgent({ key: vm.clientKey, command, cwd: projectRoot, env: stack.env });
}
