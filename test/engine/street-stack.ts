import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureTools, type Tools } from "../../packages/pulumi-plugins/cli/tools.ts";
import { plugins } from "../../packages/pulumi-plugins/cli/versions.ts";
import { EngineStack, type PulumiResult } from "../../packages/pulumi-plugins/test/engine-stack.ts";
import { testAuthentik, token, type TestAuthentik } from "../../packages/stand-ins/test/authentik-support.ts";
import * as cf from "../../packages/stand-ins/test/cloudflare-support.ts";
import { PROGRAM_SOURCES } from "../../bench/program-copy.ts";
import { runCommand } from "../../tools/run-command.ts";
import { projectRoot } from "../../tools/project-root.ts";
import { CASES, OLD_LINE, SETTINGS, TEMPLATE } from "../plan/cases.ts";

const PROGRAM = "test/engine/plan-program";
const HOST_PLUGIN = "bench/command-plugin.ts";

/** The program itself with the home of test/homes/street.ts under the real engine, with a host that answers at once. */
export class StreetStack {
  readonly stack = new EngineStack({ program: PROGRAM, links: ["test/plan"], seconds: 900 });
  readonly #folder = join(this.stack.folder, PROGRAM);
  #authentik: TestAuthentik | undefined;
  #cloudflare: cf.TestCloudflare | undefined;

  async start(): Promise<void> {
    this.#authentik = await testAuthentik();
    this.#cloudflare = await cf.testCloudflare();
    const env = {
      AUTHENTIK_TOKEN: token,
      AUTHENTIK_URL: this.#authentik.running.url,
      CLOUDFLARE_API_TOKEN: cf.token,
      CLOUDFLARE_BASE_URL: this.#cloudflare.running.baseUrl,
      PULUMI_HOME: join(this.stack.folder, "home"),
    };
    process.env["HOMELAB_TOOLS"] = "standin";
    await this.#installPlugins(await ensureTools());
    await this.stack.start({ env });
    for (const path of PROGRAM_SOURCES.filter((one) => one !== "Pulumi.yaml" && one !== "package.json"))
      cpSync(join(projectRoot, path), join(this.#folder, path), { recursive: true });
  }

  async stop(): Promise<void> {
    await Promise.all([this.#authentik?.stop(), this.#cloudflare?.stop()]);
    this.stack.stop();
  }

  /** Runs `pulumi`, or another command of the stack, with the definitions and the settings of a case. */
  async run(name: string, ...words: readonly string[]): Promise<PulumiResult> {
    const settings = Object.entries({ ...SETTINGS, ...CASES[name]?.settings });
    const set = settings.flatMap(([key, value]) => [
      "--plaintext",
      `homelab:${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    ]);
    await this.stack.pulumi("config", "set-all", ...set);
    return this.stack.run("env", `HOMELAB_PLAN_CASE=${name}`, ...words);
  }

  /** Gives a template another text than the project's, or that one again. */
  alterTemplate(isOld: boolean): void {
    const text = readFileSync(join(projectRoot, TEMPLATE), "utf8");
    writeFileSync(join(this.#folder, TEMPLATE), isOld ? `${text}${OLD_LINE}\n` : text);
  }

  /** The plugins of the tools, but one for the host that contacts none. */
  async #installPlugins(tools: Tools): Promise<void> {
    const home = join(this.stack.folder, "home");
    mkdirSync(home);
    const wrapper = join(this.stack.folder, "pulumi-resource-command");
    const program = join(projectRoot, HOST_PLUGIN);
    writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
    for (const [name, version] of plugins) {
      const folder = `plugins/resource-${name}-v${version}`;
      if (name !== "command") cpSync(join(tools.pulumiHome, folder), join(home, folder), { recursive: true });
    }
    const [, version = ""] = plugins.find(([name]) => name === "command") ?? [];
    const args = ["plugin", "install", "resource", "command", version, "--file", wrapper];
    const env = { ...tools.env, PULUMI_HOME: home };
    await runCommand("pulumi", args, { seconds: 60, env, purpose: "the plugin without a host", fix: "make setup" });
  }
}
