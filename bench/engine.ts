import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { runCommand } from "../tools/run-command.ts";
import type { Tools } from "../packages/pulumi-plugins/cli/tools.ts";
import { projectRoot } from "../tools/project-root.ts";
import { pluginVersions } from "../packages/pulumi-plugins/cli/versions.ts";
import { STACK } from "./program-copy.ts";

const LIMIT_SECONDS = 600;

/** Runs the real CLI in a folder with a program. */
export interface Engine {
  /** @returns stdout and wall time in milliseconds */
  run(folder: string, args: readonly string[]): Promise<{ stdout: string; milliseconds: number }>;
  /** Any other command, in the same environment. */
  env: Readonly<Record<string, string>>;
}

/** An engine with a backend and a PULUMI_HOME of its own under `root`, where the command plugin asks no host. */
export async function benchEngine(root: string, tools: Tools, services: number): Promise<Engine> {
  const home = join(root, "home");
  const env = {
    ...tools.env,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${join(root, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_PARALLEL: "8",
    HOMELAB_BENCH_SERVICES: String(services),
  };
  mkdirSync(join(root, "backend"));
  await installPlugins(root, home, tools, env);
  return {
    env,
    run: async (folder, args) => {
      const started = performance.now();
      const options = {
        seconds: LIMIT_SECONDS,
        cwd: folder,
        env,
        purpose: `bench: pulumi ${args.join(" ")}`,
        fix: "run npm test first",
      };
      const stdout = await runCommand("pulumi", [...args, "--stack", STACK, "--non-interactive"], options);
      return { stdout, milliseconds: performance.now() - started };
    },
  };
}

async function installPlugins(root: string, home: string, tools: Tools, env: Record<string, string>): Promise<void> {
  for (const name of ["cloudflare", "random"] as const) {
    const plugin = `plugins/resource-${name}-v${pluginVersions[name]}`;
    cpSync(join(tools.pulumiHome, plugin), join(home, plugin), { recursive: true });
  }
  const wrapper = join(root, "pulumi-resource-command");
  const program = join(projectRoot, "bench/command-plugin.ts");
  writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
  const args = ["plugin", "install", "resource", "command", pluginVersions.command, "--file", wrapper];
  await runCommand("pulumi", args, {
    seconds: 60,
    env,
    purpose: "bench: the plugin without a host",
    fix: "make setup",
  });
}
