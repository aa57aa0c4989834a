import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFiles } from "./plan-files.ts";
import { inTemporaryFolder, run } from "./run.ts";

/** What the real Caddy says about a Caddyfile; "" when it accepts it as it is. @param caddy path of the program */
export function caddyComplaints(caddy: string, text: string): string {
  return inTemporaryFolder((folder) => {
    writeFiles(folder, { Caddyfile: inFolder(text, folder) });
    const args = ["--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"];
    const { code, out, err } = run(caddy, ["validate", ...args], { HOME: folder });
    return code === 0 && !/not formatted|"level":"warn"/.test(err) ? "" : out + err;
  });
}

/** Caddy reads the CA while it validates, so the paths of a container become those of a folder with a real one. */
function inFolder(text: string, folder: string): string {
  const key = join(folder, "ca.key");
  const crt = join(folder, "ca.crt");
  const subject = ["-subj", "/CN=test", "-days", "3650", "-addext", "basicConstraints=critical,CA:true"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const made = run("openssl", ["req", "-x509", ...curve, ...subject, "-keyout", key, "-out", crt]);
  if (made.code !== 0) throw new Error(`openssl made no CA: ${made.err}`);
  mkdirSync(join(folder, "data"));
  return text
    .replaceAll("/etc/caddy/ca.crt", crt)
    .replaceAll("/etc/caddy/sign-on-ca.crt", crt)
    .replaceAll("/run/secrets/tls-ca-key", key)
    .replaceAll("/data/caddy", join(folder, "data"));
}
