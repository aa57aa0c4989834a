import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inTemporaryFolder, run } from "./run.ts";
import { writeFiles } from "./plan-files.ts";

/** What Podman's generator makes of a folder of units: services by name, and what it complained about. */
export interface Generated {
  readonly code: number | null;
  readonly complaints: string;
  readonly services: Readonly<Record<string, string>>;
}

/** Runs the real generator, for a user's units unless `rootful`. */
export function generate(quadlet: string, units: Readonly<Record<string, string>>, rootful = false): Generated {
  return inTemporaryFolder((folder) => {
    writeFiles(folder, units);
    const ran = run(quadlet, ["-dryrun", ...(rootful ? [] : ["-user"])], { QUADLET_UNIT_DIRS: folder });
    const complaints = ran.err.split("\n").filter((line) => line !== "" && !line.includes("Loading source unit file"));
    const parts = ran.out.split(/^---(.*)---$/m).slice(1);
    const services = parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? ""] as const] : []));
    return { code: ran.code, complaints: complaints.join("\n"), services: Object.fromEntries(services) };
  });
}

/** Keys of our units, and the first systemd that knows them. A host has at least that one, this machine may not. */
const SINCE: Readonly<Record<string, number>> = { RestartSteps: 254, RestartMaxDelaySec: 254 };

const ownVersion = (): number => Number(/^systemd (\d+)/.exec(run("systemd-analyze", ["--version"], {}).out)?.[1]);

/** A unit without the keys that this machine's systemd does not know. */
function asKnown(unit: string, version: number): string {
  const tooNew = Object.keys(SINCE).filter((key) => (SINCE[key] ?? 0) > version);
  return unit
    .split("\n")
    .filter((line) => !tooNew.includes(line.split("=")[0] ?? ""))
    .join("\n");
}

/**
 * What `systemd-analyze verify` says about generated services; "" when it has nothing to say.
 * Podman is not needed: another program takes its place, because only the units are in question.
 */
export function verify(services: Readonly<Record<string, string>>): string {
  return inTemporaryFolder((folder) => {
    const units = join(folder, "units");
    const runtime = join(folder, "runtime");
    writeFiles(units, services);
    mkdirSync(join(runtime, "systemd"), { recursive: true });
    const paths = readdirSync(units).map((name) => join(units, name));
    const version = ownVersion();
    for (const path of paths) {
      const unit = asKnown(readFileSync(path, "utf8"), version);
      writeFileSync(path, unit.replaceAll("/usr/bin/podman", "/bin/true"));
    }
    const ran = run("systemd-analyze", ["--user", "--generators=no", "verify", ...paths], {
      SYSTEMD_UNIT_PATH: `${units}:/usr/lib/systemd/user`,
      XDG_RUNTIME_DIR: runtime,
      SYSTEMD_LOG_LEVEL: "warning",
    });
    return ran.err + (ran.code === 0 ? "" : `\nexit code ${ran.code ?? "none"}`);
  });
}
