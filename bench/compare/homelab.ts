import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inHost } from "../../packages/rehearsal/host/ssh.ts";
import type { Host } from "../../packages/rehearsal/host/state.ts";
import type { Tools } from "../../packages/pulumi-plugins/cli/tools.ts";
import { withSshKey } from "../../tools/with-ssh-key.ts";
import { projectRoot } from "../../tools/project-root.ts";
import { PROGRAM_SOURCES } from "../program-copy.ts";
import { DOMAIN, job } from "./job.ts";
import { told } from "./told.ts";
import type { Setting, Tool } from "./tool.ts";

const STACK = "bench";
/** Few enough that an sshd with its usual limits takes all connections. */
const PARALLEL = process.env["PULUMI_PARALLEL"] ?? "8";
const LIMIT_SECONDS = 1800;

/** This program: the job as definitions, the real `pulumi`. */
export function homelabTool(tools: Tools): Tool {
  return {
    name: "homelab",
    describe: `this program, with the ${tools.cli} pulumi and ${tools.plugins} plugins`,
    signs: { quota: /site1.*refquota/, unit: /site1-0-app\.container/ },
    prepare: async (setting) => {
      const program = join(setting.folder, "program");
      copyProgram(program, setting);
      const pulumi = pulumiIn(program, setting, tools);
      await pulumi(["stack", "init", STACK, "--non-interactive"]);
      await pulumi(
        ["config", "set", "--secret", "homelab:tlsCaKey", "--stack", STACK],
        readFileSync(setting.host.caKey, "utf8"),
      );
      const options = ["--stack", STACK, "--non-interactive", "--color", "never"];
      return {
        deploy: (changed) => pulumi(["up", "--yes", "--skip-preview", ...options], "", changed),
        preview: () => pulumi(["preview", ...options]),
        // Exit code 1 says that there is a difference.
        drift: () => inHost(setting.host, "homelab drift || [ $? = 1 ]", 60),
      };
    },
  };
}

type Pulumi = (args: readonly string[], input?: string, changed?: boolean) => Promise<string>;

function pulumiIn(program: string, { host, folder, services }: Setting, tools: Tools): Pulumi {
  const backend = join(folder, "backend");
  mkdirSync(backend);
  return (args, input = "", changed = false) =>
    told("ssh-agent", withSshKey(host.clientKey, "pulumi", ...args), {
      cwd: program,
      seconds: LIMIT_SECONDS,
      input,
      env: {
        ...tools.env,
        PULUMI_BACKEND_URL: `file://${backend}`,
        PULUMI_CONFIG_PASSPHRASE: "bench",
        PULUMI_PARALLEL: PARALLEL,
        HOMELAB_BENCH_SERVICES: String(services),
        HOMELAB_BENCH_CHANGED: changed ? "yes" : "no",
      },
      purpose: `bench: pulumi ${args[0] ?? ""}`,
      fix: "./rehearse ssh with HOMELAB_REHEARSAL=bench, and look",
    });
}

function copyProgram(program: string, { host, services }: Setting): void {
  mkdirSync(program);
  symlinkSync(join(projectRoot, "node_modules"), join(program, "node_modules"));
  for (const source of PROGRAM_SOURCES) cpSync(join(projectRoot, source), join(program, source), { recursive: true });
  mkdirSync(join(program, "services"));
  const compare = join(projectRoot, "bench/compare");
  const definitions = readFileSync(join(compare, "services.ts"), "utf8");
  writeFileSync(join(program, "services/index.ts"), definitions.replace("../../core/", "../core/"));
  copyFileSync(join(compare, "job.ts"), join(program, "services/job.ts"));
  for (const { name } of job(services, false)) {
    const folder = join(program, "templates/services", name);
    mkdirSync(folder);
    copyFileSync(join(projectRoot, "bench/peers/templates/serve.sh"), join(folder, "serve.sh"));
  }
  // YAML contains JSON.
  writeFileSync(join(program, `Pulumi.${STACK}.yaml`), `${JSON.stringify({ config: config(host) }, null, 2)}\n`);
}

const config = (host: Host): Record<string, unknown> => ({
  "homelab:domain": DOMAIN,
  "homelab:host": {
    ...{ name: "bench", address: "127.0.0.1", port: host.ports.ssh, user: "root", hostKey: host.hostKey },
    pools: { safe: "8 GB", tank: "8 GB" },
  },
  "homelab:tls": { mode: "internal", caCertificate: readFileSync(host.caCertificate, "utf8") },
});
