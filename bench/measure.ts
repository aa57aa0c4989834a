import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../tools/run-command.ts";
import type { Tools } from "../packages/pulumi-plugins/cli/tools.ts";
import { projectRoot } from "../tools/project-root.ts";
import { benchEngine, type Engine } from "./engine.ts";
import { copyProgram, emptyProgram } from "./program-copy.ts";

/** What was measured of one program; times in milliseconds. */
export interface Measurement {
  readonly services: number;
  /** Without the stack itself and providers. */
  readonly resources: number;
  /** First `up`, with a host that answers at once. */
  readonly up: number;
  /** Median of three previews in which nothing changes. */
  readonly preview: number;
  /** CPU time of the program without an engine, median of three. */
  readonly program: number;
}

/**
 * Deploys and previews a program with that many made-up services, without a host.
 * @param root An existing empty folder for everything that is written.
 * @param services 0 for a program without any resource.
 */
export async function measure(root: string, tools: Tools, services: number): Promise<Measurement> {
  const folder = join(root, "program");
  mkdirSync(root, { recursive: true });
  if (services === 0) emptyProgram(folder);
  else copyProgram(folder);
  const engine = await benchEngine(root, tools, services);
  await engine.run(folder, ["stack", "init"]);
  const { milliseconds: up } = await engine.run(folder, ["up", "--yes", "--skip-preview"]);
  const preview = await median(async () => {
    const { milliseconds } = await engine.run(folder, ["preview", "--expect-no-changes"]);
    return milliseconds;
  });
  const program = await median(() => programTime(folder, engine));
  return { services, resources: await countResources(folder, engine), up, preview, program };
}

async function countResources(folder: string, engine: Engine): Promise<number> {
  const { stdout } = await engine.run(folder, ["stack", "export"]);
  const { deployment } = JSON.parse(stdout) as { deployment: { resources?: { type: string }[] } };
  return (deployment.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:")).length;
}

async function programTime(folder: string, engine: Engine): Promise<number> {
  const script = join(projectRoot, "bench/program-time.ts");
  const options = { seconds: 120, env: engine.env, purpose: "bench: the program alone", fix: "run npm test first" };
  return Number(await runCommand(process.execPath, [script, join(folder, "index.ts")], options));
}

async function median(once: () => Promise<number>): Promise<number> {
  const times = [await once(), await once(), await once()].sort((a, b) => a - b);
  return times[1] ?? 0;
}
