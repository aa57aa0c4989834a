import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../../tools/cache.ts";
import { oneBuilder } from "../../../tools/one-builder.ts";
import { runCommand } from "../../../tools/run-command.ts";

/** The SSH host key, one for all hosts of this cache. @returns path of the private key */
export async function hostKey(): Promise<string> {
  const key = join(cacheDir("images", "host_key"), "id_ed25519");
  if (existsSync(key)) return key;
  await oneBuilder(key, async () => {
    if (existsSync(key)) return;
    const made = `${key}.${process.pid}`;
    await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "rehearsal", "-f", made], {
      seconds: 30,
      purpose: "host key",
      fix: "apt-get install openssh-client",
    });
    renameSync(`${made}.pub`, `${key}.pub`);
    renameSync(made, key);
  });
  return key;
}
