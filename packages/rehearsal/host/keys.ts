import { chmodSync, copyFileSync, existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../tools/run-command.ts";
import { writeAtomically } from "../../../tools/write-atomically.ts";
import { hostKey } from "../tree/host-key.ts";

const days = 3650;

async function clientKey(dir: string): Promise<void> {
  const key = join(dir, "id_ed25519");
  if (existsSync(key)) return;
  const options = { seconds: 30, purpose: "client key", fix: "apt-get install openssh-client" };
  await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "rehearsal", "-f", `${key}.new`], options);
  renameSync(`${key}.new.pub`, `${key}.pub`);
  renameSync(`${key}.new`, key);
}

async function certificateAuthority(dir: string): Promise<void> {
  const [key, certificate] = [join(dir, "ca.key"), join(dir, "ca.crt")];
  if (existsSync(certificate)) return;
  const subject = ["-subj", "/CN=homelab rehearsal CA", "-days", String(days)];
  const extensions = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await runCommand(
    "openssl",
    [
      ...["req", "-x509", ...newKey, ...subject, ...extensions.flatMap((extension) => ["-addext", extension])],
      ...["-keyout", `${key}.new`, "-out", `${certificate}.new`],
    ],
    { seconds: 30, purpose: "rehearsal CA", fix: "apt-get install openssl" },
  );
  chmodSync(`${key}.new`, 0o600);
  renameSync(`${key}.new`, key);
  renameSync(`${certificate}.new`, certificate);
}

/** Makes the machine's key files where they are missing: client key, host key, rehearsal CA. */
export async function prepareKeys(dir: string): Promise<void> {
  await clientKey(dir);
  await certificateAuthority(dir);
  copyFileSync(`${await hostKey()}.pub`, join(dir, "host_key.pub"));
}

/** Writes known_hosts for the port the machine listens on. */
export function writeKnownHosts(dir: string, sshPort: number): void {
  const [type, key] = readFileSync(join(dir, "host_key.pub"), "utf8").split(" ");
  writeAtomically(join(dir, "known_hosts"), `[127.0.0.1]:${sshPort} ${type ?? ""} ${key?.trim() ?? ""}\n`);
}
