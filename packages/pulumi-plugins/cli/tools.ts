import { delimiter, join } from "node:path";
import { builtCli } from "./build-cli.ts";
import { Failure } from "../../../tools/failure.ts";
import { say } from "../../../tools/progress.ts";
import { tellFailure } from "../../../tools/tell-failure.ts";
import { downloadedCli, downloadGate, installedCli, officialPluginHome, wantedTools } from "./official.ts";
import type { DownloadGate, Wanted } from "./official.ts";
import { requireCommands } from "../../../tools/prerequisites.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { standIns } from "./standin.ts";
import { plugins, pulumiVersion } from "./versions.ts";

export { ensureValidators } from "../../../tools/validators.ts";
export type { Validators } from "../../../tools/validators.ts";

/** The tools a Pulumi run needs. */
export interface Tools {
  /** Folders to put first on PATH: Node 24, `pulumi` and its language host. */
  readonly bin: readonly string[];
  /** PULUMI_HOME with the resource plugins. */
  readonly pulumiHome: string;
  /** What to add to the environment of `pulumi`: PATH, PULUMI_HOME and switches for work without internet. */
  readonly env: Readonly<Record<string, string>>;
  readonly cli: "official" | "built";
  readonly plugins: "official" | "stand-in";
}

const sshTools = ["ssh", "ssh-agent", "ssh-add", "ssh-keygen"].map((command) => ({
  command,
  why: "reach the rehearsal machine",
  debian: "openssh-client",
}));

function cannotHave(what: string): Failure {
  return new Failure(what, "is neither installed nor downloadable", "unset HOMELAB_TOOLS to use stand-ins");
}

async function findCli(wanted: Wanted, mayDownload: DownloadGate): Promise<string | undefined> {
  if (wanted === "standin") return undefined;
  const found = (await installedCli()) ?? (await downloadedCli(mayDownload));
  if (found === undefined && wanted === "official") throw cannotHave(`Pulumi CLI ${pulumiVersion}`);
  return found;
}

function toolsIn(cli: string, home: string, kinds: Pick<Tools, "cli" | "plugins">): Tools {
  const bin = [join(projectRoot, "node_modules", ".bin"), cli];
  const env = {
    PATH: [...bin, process.env["PATH"] ?? ""].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
  };
  return { bin, pulumiHome: home, env, ...kinds };
}

/**
 * Makes sure that `pulumi`, its Node language host and the resource plugins are there: the official
 * ones where they are installed or can be downloaded, else the CLI built from its Go modules and
 * small Node plugins that stand in. Under 2 s when there is nothing to do.
 * HOMELAB_TOOLS=official insists on the official ones, =standin never looks for them.
 */
export async function ensureTools(): Promise<Tools> {
  await requireCommands(...sshTools);
  const wanted = wantedTools();
  const mayDownload = downloadGate(wanted);
  const official = await findCli(wanted, mayDownload);
  const cli = official ?? (await builtCli());
  const home = wanted === "standin" ? undefined : await officialPluginHome(cli, mayDownload);
  if (home === undefined && wanted === "official") throw cannotHave("the official Pulumi plugins");
  if (home !== undefined && official !== undefined) {
    return toolsIn(official, home, { cli: "official", plugins: "official" });
  }
  const installed = await standIns(cli, official === undefined);
  const kinds = {
    cli: official === undefined ? ("built" as const) : ("official" as const),
    plugins: home === undefined ? ("stand-in" as const) : ("official" as const),
  };
  return toolsIn(official ?? installed.bin, home ?? installed.home, kinds);
}

/** One line that says which tools are used and, where they are stand-ins, that they are. */
export function describeTools(tools: Tools): string {
  const cli = tools.cli === "official" ? "official" : "built here from its Go modules, with a stand-in language host";
  const names = new Intl.ListFormat("en").format(plugins.map(([name]) => name));
  const standIn = `stand-ins for ${names} written for this rehearsal, not the official plugins`;
  return `Tools: Pulumi CLI ${cli}; ${tools.plugins === "official" ? `official plugins ${names}` : standIn}`;
}

if (import.meta.main) {
  await tellFailure(async () => {
    say(describeTools(await ensureTools()));
  });
}
