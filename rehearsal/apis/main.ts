import { readFileSync } from "node:fs";
import { exit, stdout } from "node:process";
import { parseArgs } from "node:util";
import { Failure } from "../failure.ts";
import { startAuthentik } from "./authentik/server.ts";
import { startCloudflare } from "./cloudflare/server.ts";
import { filesIn } from "./running.ts";

// node main.ts --folder FOLDER --domain NAME --cloudflare PORT --authentik PORT [--public-url URL]
// Both stand-ins in one process; their tokens are in FOLDER, never in arguments.

function required(value: string | undefined, name: string): string {
  if (value !== undefined && value !== "") return value;
  throw new Failure("the stand-in APIs", `${name} is missing`, "start them by startApis");
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const options = { folder: text, domain: text, cloudflare: text, authentik: text, "public-url": text } as const;
  const { values } = parseArgs({ options });
  const files = filesIn(required(values.folder, "--folder"));
  const publicUrl = values["public-url"];
  const cloudflare = await startCloudflare({
    port: Number(required(values.cloudflare, "--cloudflare")),
    ...files.cloudflare,
    token: readFileSync(files.cloudflare.token, "utf8"),
    zones: [required(values.domain, "--domain")],
  });
  const authentik = await startAuthentik({
    port: Number(required(values.authentik, "--authentik")),
    ...files.authentik,
    token: readFileSync(files.authentik.token, "utf8"),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void Promise.all([cloudflare.close(), authentik.close()]).then(() => exit(0));
    });
  }
  stdout.write(`Cloudflare's stand-in: ${cloudflare.url}\nAuthentik's stand-in: ${authentik.url}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Failure ? error.message : error);
  exit(1);
});
