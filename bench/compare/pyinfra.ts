import { join } from "node:path";
import { peersFolder, writeJob } from "./job-file.ts";
import { told } from "./told.ts";
import type { Setting, Tool } from "./tool.ts";
import { pinned } from "./venv.ts";

const folder = join(peersFolder, "pyinfra");

/** pyinfra: operations in Python over one connection. @param bin folder of its programs */
export function pyinfraTool(bin: string): Tool {
  return {
    name: "pyinfra",
    describe: `pyinfra ${pinned("pyinfra")}`,
    signs: {
      quota: /Quota of site1 /,
      // The first column behind the operation's words are those that would change.
      unit: /site1-0-app\.container, .*\) {2,}1 \(bench\)/,
    },
    prepare: (setting) =>
      Promise.resolve({
        deploy: (changed) => run(bin, setting, ["-y"], changed),
        drift: () => run(bin, setting, ["--dry", "-v"], false),
      }),
  };
}

function run(bin: string, setting: Setting, more: readonly string[], changed: boolean): Promise<string> {
  return told(`${bin}/pyinfra`, ["inventory.py", "deploy.py", ...more], {
    cwd: folder,
    env: { HOMELAB_BENCH_JOB: writeJob(setting, changed), PYTHONDONTWRITEBYTECODE: "1" },
    seconds: 1800,
    purpose: "bench: pyinfra",
    fix: "bench/README.md",
  });
}
