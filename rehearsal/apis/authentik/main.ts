import { readFileSync } from "node:fs";
import { env, exit, stdout } from "node:process";
import { parseArgs } from "node:util";
import { Failure } from "../../failure.ts";
import { startAuthentik } from "./server.ts";

// node main.ts --port PORT --state FILE --log FILE [--token-file FILE] [--public-url URL] [--host ADDRESS]
// Without --token-file the token comes in AUTHENTIK_TOKEN.
// Once it listens, one line of JSON goes to stdout: {"url": …}.

const text = { type: "string" } as const;
const flags = { port: text, state: text, log: text, "token-file": text, "public-url": text, host: text } as const;

function required(value: string | undefined, name: string): string {
  if (value !== undefined && value !== "") return value;
  throw new Failure("Authentik stand-in", `${name} is missing`, `start it with ${name}`);
}

function readToken(file: string | undefined): string {
  if (file === undefined) return required(env["AUTHENTIK_TOKEN"], "--token-file");
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Failure(`the token file ${file}`, problem, "name a file that holds the token");
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: flags });
  const { host, "public-url": publicUrl } = values;
  const running = await startAuthentik({
    port: Number(values.port ?? 0),
    stateFile: required(values.state, "--state"),
    log: required(values.log, "--log"),
    token: readToken(values["token-file"]),
    ...(host === undefined ? {} : { host }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void running.close().then(() => exit(0));
    });
  }
  console.error("This is a stand-in for Authentik: whoever reaches it can log in as anybody.");
  stdout.write(`${JSON.stringify({ url: running.url })}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Failure ? error.message : error);
  exit(1);
});
