import { join } from "node:path";
import { peersFolder, writeJob, writeSshConfig } from "./job-file.ts";
import { told } from "./told.ts";
import type { Setting, Tool } from "./tool.ts";
import { pinned } from "./venv.ts";

const folder = join(peersFolder, "ansible");

/** Ansible: roles with loops, pipelining on, no facts. @param bin folder of its programs */
export function ansibleTool(bin: string): Tool {
  return {
    name: "Ansible",
    describe: `ansible-core ${pinned("ansible-core")}, pipelining on, facts off`,
    signs: {
      quota: /TASK \[sites : Quotas that differ\] \**\nchanged: \[bench\] => \(item=site1\)/,
      unit: /changed: \[bench\] => \(item=site1-0-app\.container\)/,
    },
    prepare: (setting) => {
      const play = playbook(bin, setting);
      return Promise.resolve({
        deploy: (changed) => play([], changed),
        drift: () => play(["--check", "--diff"], false),
      });
    },
  };
}

function playbook(bin: string, setting: Setting): (more: readonly string[], changed: boolean) => Promise<string> {
  const ssh = `-F ${writeSshConfig(setting)}`;
  return (more, changed) => {
    const job = writeJob(setting, changed);
    const args = ["-i", "bench,", "-e", `@${job}`, "--ssh-common-args", ssh, join(folder, "site.yml"), ...more];
    return told(`${bin}/ansible-playbook`, args, {
      cwd: folder,
      env: {
        ANSIBLE_CONFIG: join(folder, "ansible.cfg"),
        ANSIBLE_HOME: join(setting.folder, "ansible"),
        ANSIBLE_NOCOLOR: "1",
        LC_ALL: "C.UTF-8",
      },
      seconds: 1800,
      purpose: "bench: ansible-playbook",
      fix: "bench/README.md",
    });
  };
}
