import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { commandProvider } from "../command/provider.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { PackageSchema } from "../protocol/schema-check.ts";
import { InFlight } from "../protocol/serve.ts";
import { startSshd } from "./sshd.ts";
import type { Sshd } from "./sshd.ts";

// What the official plugin was seen to do, and what no schema tells.

const schemaFile = new URL("../command/schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(schemaFile, "utf8")) as PackageSchema;
const urn = "urn:pulumi:s::p::command:remote:Command::step";
const warnings: string[] = [];
const log = {
  line: () => undefined,
  warn: (_urn: string, text: string) => warnings.push(text),
  sent: () => Promise.resolve(),
};
const provider = commandProvider(schema, log, new InFlight());

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
  delete process.env["SSH_AUTH_SOCK"];
}, 60_000);
afterAll(() => {
  sshd.stop();
});

const connection = (): Properties => ({
  ...{ host: "127.0.0.1", port: sshd.port, user: sshd.user, hostKey: sshd.hostKey },
  privateKey: readFileSync(sshd.clientKey, "utf8"),
});
const create = (inputs: Properties) =>
  provider.create?.(urn, { connection: connection(), addPreviousOutputInEnv: false, ...inputs });

test("a signal that ends the command is named", async () => {
  await expect(create({ create: "kill -9 $$" })).rejects.toThrow("Process exited with status 137 from signal KILL");
});

test("environment is refused when the command runs; the last output, offered by default, is a warning each time", async () => {
  const inputs = { connection: connection(), create: "echo out; echo err >&2" };
  expect((await provider.check?.(urn, {}, { ...inputs, environment: { TOKEN: "x" } }))?.failures).toEqual([]);
  await expect(create({ create: "true", environment: { TOKEN: "x" } })).rejects.toThrow(
    "Unable to set 'TOKEN'. This only works if your SSH server is configured to accept these variables via AcceptEnv",
  );
  const made = await provider.create?.(urn, inputs);
  expect(warnings).toEqual([]);
  await provider.update?.("id", urn, made?.outs, inputs);
  expect(warnings.map((text) => /'(\w+)'/.exec(text)?.[1])).toEqual(["PULUMI_COMMAND_STDOUT", "PULUMI_COMMAND_STDERR"]);
  await provider.update?.("id", urn, made?.outs, { ...inputs, addPreviousOutputInEnv: false });
  expect(warnings).toHaveLength(2);
});
