import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { planService } from "../../core/plan/plan.ts";
import { ensureValidators } from "../../packages/pulumi-plugins/cli/tools.ts";
import { unpack, writeFiles } from "../support/plan-files.ts";
import { realPlans } from "../support/real-services.ts";
import { inTemporaryFolder, run } from "../support/run.ts";
import { acmeSettings, samples, settings } from "../support/samples.ts";
import { ssoSamples } from "../support/sso-samples.ts";

let caddy = "";
beforeAll(async () => {
  ({ caddy } = await ensureValidators());
}, 600_000);

const caddyfile = (bundle: string): string => unpack(bundle)["config/caddy/Caddyfile"] ?? "";
const withWeb = [...samples, ...ssoSamples].filter(({ web }) => web !== undefined);
const cases = [
  ...realPlans(settings).map(({ name, generation }) => ({ what: name, text: caddyfile(generation.bundle) })),
  ...[settings, acmeSettings].flatMap((each) =>
    withWeb.map((service) => ({
      what: `sample ${service.name} with ${each.tls.mode}`,
      text: caddyfile(planService(service, each).generation.bundle),
    })),
  ),
].filter(({ text }) => text !== "");

/** Caddy reads the CA while it validates, so the paths of a container become those of a folder with a real one. */
function prepare(text: string, folder: string): string {
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

test.each(cases)("Caddy accepts the Caddyfile of $what", ({ text }) => {
  inTemporaryFolder((folder) => {
    writeFiles(folder, { Caddyfile: prepare(text, folder) });
    const args = ["--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"];
    const { code, out, err } = run(caddy, ["validate", ...args], { HOME: folder });
    expect(code === 0 ? "" : out + err).toBe("");
    expect(err).not.toContain("not formatted");
    expect(err).not.toContain('"level":"warn"');
  });
});
