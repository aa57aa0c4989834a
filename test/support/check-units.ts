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
    for (const path of paths)
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("/usr/bin/podman", "/bin/true"));
    const ran = run("systemd-analyze", ["--user", "--generators=no", "verify", ...paths], {
      SYSTEMD_UNIT_PATH: `${units}:/usr/lib/systemd/user`,
      XDG_RUNTIME_DIR: runtime,
      SYSTEMD_LOG_LEVEL: "warning",
    });
    return ran.err + (ran.code === 0 ? "" : `\nexit code ${ran.code ?? "none"}`);
  });
}
