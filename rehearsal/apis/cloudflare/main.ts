import { env, exit, stdout } from "node:process";
import { parseArgs } from "node:util";
import { Failure } from "../../failure.ts";
import { startCloudflare } from "./server.ts";

// node main.ts --port PORT --state FILE --log FILE [--zone NAME]…
// The tokens come in CLOUDFLARE_API_TOKEN and, for one that may only read, CLOUDFLARE_READ_ONLY_TOKEN.
// Once it listens, one line of JSON goes to stdout: {"url": …, "baseUrl": …}.

function required(value: string | undefined, name: string): string {
  if (value !== undefined && value !== "") return value;
  throw new Failure("Cloudflare stand-in", `${name} is missing`, `start it with ${name}`);
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const options = { port: text, state: text, log: text, zone: { type: "string", multiple: true } } as const;
  const { values } = parseArgs({ options });
  const readOnlyToken = env["CLOUDFLARE_READ_ONLY_TOKEN"];
  const running = await startCloudflare({
    port: Number(values.port ?? 0),
    stateFile: required(values.state, "--state"),
    log: required(values.log, "--log"),
    token: required(env["CLOUDFLARE_API_TOKEN"], "CLOUDFLARE_API_TOKEN"),
    ...(readOnlyToken === undefined ? {} : { readOnlyToken }),
    zones: values.zone ?? [],
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void running.close().then(() => exit(0));
    });
  }
  console.error("This is a stand-in for Cloudflare's API, on this machine only: it serves no DNS.");
  stdout.write(`${JSON.stringify({ url: running.url, baseUrl: running.baseUrl })}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Failure ? error.message : error);
  exit(1);
});
