import { readFileSync } from "node:fs";
import { exit, stdout } from "node:process";
import { parseArgs } from "node:util";
import { Failure } from "../../tools/failure.ts";
import { startAuthentik } from "./authentik/server.ts";
import { startCloudflare } from "./cloudflare/server.ts";
import { startDns } from "./dns/server.ts";
import { filesIn } from "./running.ts";

// node main.ts --folder FOLDER --domain NAME --cloudflare PORT --dns PORT --authentik PORT [--public-url URL]
// Both stand-ins, and Cloudflare's records as DNS, in one process; their tokens are in FOLDER, never in arguments.

function required(value: string | undefined, name: string): string {
  if (value !== undefined && value !== "") return value;
  throw new Failure("the stand-in APIs", `${name} is missing`, "start them by startApis");
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const ports = { cloudflare: text, dns: text, authentik: text } as const;
  const { values } = parseArgs({ options: { folder: text, domain: text, ...ports, "public-url": text } });
  const files = filesIn(required(values.folder, "--folder"));
  const publicUrl = values["public-url"];
  const cloudflare = await startCloudflare({
    port: Number(required(values.cloudflare, "--cloudflare")),
    ...files.cloudflare,
    token: readFileSync(files.cloudflare.token, "utf8"),
    zones: [required(values.domain, "--domain")],
  });
  const dns = await startDns({
    port: Number(required(values.dns, "--dns")),
    zones: () => cloudflare.zones(),
    log: files.dnsLog,
  });
  // The last one: who asks whether all are there asks over HTTP only.
  const authentik = await startAuthentik({
    port: Number(required(values.authentik, "--authentik")),
    ...files.authentik,
    token: readFileSync(files.authentik.token, "utf8"),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void Promise.all([cloudflare.close(), dns.close(), authentik.close()]).then(() => exit(0));
    });
  }
  stdout.write(`Cloudflare's stand-in: ${cloudflare.url}\nIts DNS: 127.0.0.1:${dns.port}\n`);
  stdout.write(`Authentik's stand-in: ${authentik.url}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Failure ? error.message : error);
  exit(1);
});
