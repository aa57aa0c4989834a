import contract from "../../contract/constants.json" with { type: "json" };
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { type DriftReport, driftReport } from "../../core/schema/drift-report.ts";
import { settingsSchema } from "../../core/schema/settings.ts";
import { parseJson } from "../../core/text/parse-json.ts";
import { problem, type StackConfig } from "../stack.ts";

export type HostSettings = z.output<typeof settingsSchema.shape.host>;

const DRIFT = `${contract.paths.toolkit}/current/homelab drift --json`;
const CONNECT_SECONDS = 10;
const LIMIT_MS = 60_000;
const NO_CONNECTION = 255;
// ssh looks the key up under this name, whatever the address and the port are.
const ALIAS = "homelab";

/** @throws Problems if the config has no usable host */
export function hostOf({ values }: StackConfig): HostSettings {
  const read = settingsSchema.shape.host.safeParse(values["homelab:host"]?.objectValue);
  if (read.success) return read.data;
  throw problem("config.homelab:host", "is missing or wrong", "run pulumi preview, which says what is wrong");
}

/** Arguments of `ssh` for one command. As with `pulumi up`, keys come from the agent and only the settings' host key counts. */
export function sshArguments({ address, port, user }: HostSettings, knownHosts: string): string[] {
  const options = {
    UserKnownHostsFile: `"${knownHosts}"`,
    GlobalKnownHostsFile: "/dev/null",
    HostKeyAlias: ALIAS,
    StrictHostKeyChecking: "yes",
    BatchMode: "yes",
    ConnectTimeout: String(CONNECT_SECONDS),
    LogLevel: "ERROR",
  };
  const settings = Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  const command = user === "root" ? DRIFT : `sudo -n ${DRIFT}`;
  return ["-F", "none", ...settings, "-p", String(port), "-l", user, address, command];
}

/** What `homelab drift` finds on the host. @throws Problems if it cannot be asked */
export function driftOn(host: HostSettings): DriftReport {
  const folder = mkdtempSync(join(tmpdir(), "homelab-drift-"));
  try {
    const knownHosts = join(folder, "known_hosts");
    writeFileSync(knownHosts, `${ALIAS} ${host.hostKey}\n`);
    const { status, stdout, stderr, error } = spawnSync("ssh", sshArguments(host, knownHosts), {
      encoding: "utf8",
      timeout: LIMIT_MS,
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (error !== undefined || status === NO_CONNECTION)
      throw problem(
        `${host.name} (${host.address})`,
        `cannot be asked over SSH: ${error?.message ?? stderr.trim()}`,
        "check that the host runs, that your ssh-agent has its key (ssh-add -l), and that host.hostKey is right",
      );
    return parseReport(host.name, stdout, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Problems if the text is no report */
export function parseReport(host: string, stdout: string, stderr: string): DriftReport {
  const read = driftReport.safeParse(parseJson(stdout));
  if (read.success) return read.data;
  const [said = ""] = stderr.trim().split("\n");
  throw problem(
    `${host}: homelab drift`,
    said === "" ? "did not print a report" : said,
    "run pulumi up, so that the toolkit on the host belongs to this program",
  );
}
