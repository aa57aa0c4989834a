import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type language from "@pulumi/pulumi/proto/language_pb.js";

/** How a program ended. */
export interface ProgramEnd {
  /** Whether the program has told the engine of its error itself. */
  readonly reported: boolean;
  readonly error?: string;
}

// The SDK's runner ends with this status after it has reported an error.
const reportedExit = 32;

function runnerArguments(request: language.RunRequest, engine: string): string[] {
  const info = request.getInfo();
  const pwd = request.getPwd();
  const entry = info?.getEntryPoint() ?? ".";
  const flags: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engine],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["stack", request.getStack()],
    ["pwd", pwd],
    ["parallel", String(request.getParallel())],
    ["root-directory", info?.getRootDirectory() ?? pwd],
  ];
  return [
    ...flags.filter(([, value]) => value !== "").flatMap(([name, value]) => [`--${name}`, value]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    entry === "." ? pwd : entry,
    ...request.getArgsList(),
  ];
}

/**
 * Runs a Pulumi program to its end, with the SDK of the program's own node_modules.
 * @param engine address of the engine @param running holds the process while it runs
 */
export function runProgram(
  request: language.RunRequest,
  engine: string,
  running: Set<ChildProcess>,
): Promise<ProgramEnd> {
  const programFolder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const runner = createRequire(join(programFolder, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  const config = Object.fromEntries(request.getConfigMap().getEntryList());
  const child = spawn(process.execPath, [runner, ...runnerArguments(request, engine)], {
    cwd: request.getPwd(),
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
  running.add(child);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      resolve({ reported: false, error: `node could not be started: ${error.message}` });
    });
    child.once("close", (code, signal) => {
      running.delete(child);
      if (code === 0) resolve({ reported: false });
      else if (code === reportedExit) resolve({ reported: true });
      else resolve({ reported: false, error: `Program exited with ${signal ?? `exit code ${code ?? "unknown"}`}` });
    });
  });
}
