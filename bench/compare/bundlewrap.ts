import { cpSync } from "node:fs";
import { join } from "node:path";
import { peersFolder, writeJob, writeSshConfig } from "./job-file.ts";
import { told } from "./told.ts";
import type { Setting, Tool } from "./tool.ts";
import { pinned } from "./venv.ts";

/** BundleWrap: items of two bundles, four of them at once as it does by itself. @param bin folder of its programs */
export function bundlewrapTool(bin: string): Tool {
  return {
    name: "BundleWrap",
    describe: `BundleWrap ${pinned("bundlewrap")}, connections shared as its documentation advises`,
    signs: {
      quota: /✘ bench +sites +zfs_dataset:tank\/homelab\/site1\/pages/,
      unit: /✘ bench +sites +file:\S*\/site1-0-app\.container/,
    },
    prepare: (setting) => {
      // It keeps its secrets in the repository.
      const repository = join(setting.folder, "repository");
      cpSync(join(peersFolder, "bundlewrap"), repository, { recursive: true });
      const bw = bundlewrap(bin, repository, setting);
      return Promise.resolve({
        deploy: (changed) => bw(["apply", "bench"], changed),
        // 1: something differs.
        drift: () => bw(["verify", "bench"], false, [1]),
      });
    },
  };
}

type Bw = (args: readonly string[], changed: boolean, accepted?: readonly number[]) => Promise<string>;

function bundlewrap(bin: string, repository: string, setting: Setting): Bw {
  const shared = { ControlMaster: "auto", ControlPersist: "60", ControlPath: join(setting.folder, "ssh.sock") };
  const ssh = `-F ${writeSshConfig(setting, shared)}`;
  return (args, changed, accepted = []) => {
    const env = {
      ...{ BW_SSH_ARGS: ssh, BW_SCP_ARGS: ssh, BW_COLORS: "0", PYTHONDONTWRITEBYTECODE: "1", BW_IDENTITY: "bench" },
      HOMELAB_BENCH_JOB: writeJob(setting, changed),
    };
    const options = { cwd: repository, env, seconds: 1800, purpose: `bench: bw ${args[0] ?? ""}` };
    return told(`${bin}/bw`, args, { ...options, fix: "bench/README.md" }, accepted);
  };
}
