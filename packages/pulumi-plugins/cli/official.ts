import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { Failure } from "../../../tools/failure.ts";
import { say, step } from "../../../tools/progress.ts";
import { runCommand, tryCommand } from "../../../tools/run-command.ts";
import { installFolder } from "../../../tools/install-folder.ts";
import { findCommand } from "../../../tools/prerequisites.ts";
import { plugins, pulumiVersion } from "./versions.ts";

/** Which tools are wanted: HOMELAB_TOOLS=official, standin, or auto (the default: official when to be had). */
export type Wanted = "official" | "standin" | "auto";

/** Reads HOMELAB_TOOLS. Throws a Failure for another word. */
export function wantedTools(env: Readonly<Record<string, string | undefined>> = process.env): Wanted {
  const word = env["HOMELAB_TOOLS"] ?? "auto";
  if (word === "official" || word === "standin" || word === "auto") return word;
  throw new Failure("HOMELAB_TOOLS", `"${word}" is not one of its values`, "use official, standin or auto");
}

const DYNAMIC_PROVIDERS = "dynamic_tf_plugins";
const probeLimitMs = 4_000;
const downloadLimit = 300;
const releases = process.env["HOMELAB_PULUMI_RELEASES"] ?? "https://get.pulumi.com/releases/sdk";

function refusalFile(): string {
  return join(cacheDir("tools"), "download-refused");
}

/** Says whether downloads may be tried; asks the network when it is first called, if at all. */
export type DownloadGate = () => Promise<boolean>;

/**
 * A gate for downloads. A refusal is remembered, so that a machine without internet waits for it
 * once only; HOMELAB_TOOLS=official tries again.
 */
export function downloadGate(wanted: Wanted): DownloadGate {
  let answer: Promise<boolean> | undefined;
  return () => (answer ??= downloadsPossible(wanted));
}

async function downloadsPossible(wanted: Wanted): Promise<boolean> {
  if (wanted === "standin") return false;
  if (wanted === "auto" && existsSync(refusalFile())) return false;
  try {
    await fetch(releases, { method: "HEAD", signal: AbortSignal.timeout(probeLimitMs) });
    rmSync(refusalFile(), { force: true });
    return true;
  } catch {
    refuseDownloads(new Error("no connection"));
    return false;
  }
}

function refuseDownloads(error: unknown): void {
  const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
  writeFileSync(refusalFile(), `${reason ?? ""}\n`);
  say(`Pulumi downloads: ${reason ?? "failed"}. Stored; HOMELAB_TOOLS=official tries again.`);
}

function atLeast(found: string, wanted: string): boolean {
  const numbers = (text: string): number[] => text.replace(/^v/, "").split(".").map(Number);
  const [have, need] = [numbers(found), numbers(wanted)];
  if (have[0] !== need[0]) return false;
  return have[1] === need[1] ? (have[2] ?? 0) >= (need[2] ?? 0) : (have[1] ?? 0) > (need[1] ?? 0);
}

async function versionOf(pulumi: string): Promise<string> {
  const env = { PULUMI_SKIP_UPDATE_CHECK: "1" };
  const options = { seconds: 10, env, purpose: pulumi, fix: "remove it from PATH" };
  const { code, stdout } = await tryCommand(pulumi, ["version"], options).catch(() => ({ code: 1, stdout: "" }));
  return code === 0 ? stdout.trim() : "v0.0.0";
}

/** The folder of an installed official CLI that is new enough and has its Node language host beside it. */
export async function installedCli(): Promise<string | undefined> {
  const candidates = [findCommand("pulumi"), join(homedir(), ".pulumi", "bin", "pulumi")];
  for (const candidate of new Set(candidates)) {
    if (candidate === undefined || !existsSync(candidate)) continue;
    const hasHost = existsSync(join(dirname(candidate), "pulumi-language-nodejs"));
    if (hasHost && atLeast(await versionOf(candidate), pulumiVersion)) return dirname(candidate);
    say(`${candidate} is not used: it is older than ${pulumiVersion} or has no Node language host beside it`);
  }
  return undefined;
}

/** Downloads the official CLI once. @returns its folder, or undefined when that failed */
export async function downloadedCli(mayDownload: DownloadGate): Promise<string | undefined> {
  const target = join(cacheDir("tools"), `official-cli-${pulumiVersion}`);
  if (existsSync(target)) return join(target, "pulumi");
  if (!(await mayDownload())) return undefined;
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  const url = `${releases}/pulumi-v${pulumiVersion}-${process.platform}-${arch}.tar.gz`;
  try {
    await step(`Downloading Pulumi ${pulumiVersion}`, () =>
      installFolder(target, async (folder) => {
        const archive = join(folder, "pulumi.tar.gz");
        const response = await fetch(url, { signal: AbortSignal.timeout(downloadLimit * 1000) });
        if (!response.ok) throw new Error(`${url} answered ${response.status}`);
        writeFileSync(archive, Buffer.from(await response.arrayBuffer()));
        const options = { seconds: 120, purpose: url, fix: "" };
        await runCommand("tar", ["-xzf", archive, "-C", folder], options);
        rmSync(archive);
      }),
    );
    return join(target, "pulumi");
  } catch (error) {
    refuseDownloads(error);
    return undefined;
  }
}

/**
 * A PULUMI_HOME of our own with the official plugins, taken from the user's installation or downloaded.
 * @param cli folder of the `pulumi` command
 * @returns the folder, or undefined when the plugins cannot be had
 */
export async function officialPluginHome(cli: string, mayDownload: DownloadGate): Promise<string | undefined> {
  const versions = plugins.map(([name, version]) => `${name}-${version}`).join("-");
  const target = join(cacheDir("tools"), `official-plugins-${versions}`);
  if (existsSync(target)) return target;
  const own = join(process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), "plugins");
  const folders = plugins.map(([name, version]) => `resource-${name}-v${version}`);
  const installed = folders.every((folder) => existsSync(join(own, folder)));
  if (!installed && !(await mayDownload())) return undefined;
  try {
    await installFolder(target, async (home) => {
      mkdirSync(join(home, "plugins"));
      if (installed) {
        for (const name of folders) cpSync(join(own, name), join(home, "plugins", name), { recursive: true });
        copyDynamicProviders(dirname(own), home);
      } else await downloadPlugins(cli, home);
    });
    return target;
  } catch (error) {
    refuseDownloads(error);
    return undefined;
  }
}

/**
 * Providers that the bridge's plugin has fetched from a registry lie beside the plugins. Without them it asks the registry
 * again, which fails on a machine without internet.
 */
export function copyDynamicProviders(from: string, to: string): void {
  const own = process.env["PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR"] ?? join(from, DYNAMIC_PROVIDERS);
  if (existsSync(own)) cpSync(own, join(to, DYNAMIC_PROVIDERS), { recursive: true });
}

async function downloadPlugins(cli: string, home: string): Promise<void> {
  const env = { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "1" };
  for (const [name, version] of plugins) {
    const options = { seconds: 120, env, purpose: `plugin ${name} ${version}`, fix: "" };
    await step(`Downloading Pulumi plugin ${name} ${version}`, () =>
      runCommand(join(cli, "pulumi"), ["plugin", "install", "resource", name, version], options),
    );
  }
}
