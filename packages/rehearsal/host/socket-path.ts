import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// A socket's path may have 107 bytes, and ssh appends 17 of its own while it makes one.
const longest = 88;

/**
 * Where a socket of a state folder lies: in the folder, or, when that path is too long for a
 * socket, in a private folder of the system's temporary one.
 */
export function socketPath(dir: string, name: string): string {
  const direct = join(dir, name);
  if (Buffer.byteLength(direct) <= longest) return direct;
  const key = createHash("sha256").update(dir).digest("hex").slice(0, 12);
  const folder = join(tmpdir(), `homelab-${process.getuid?.() ?? 0}-${key}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, name);
}
