import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseHostKey } from "../command/connection.ts";
import { commandProvider } from "../command/provider.ts";
import type { StatusLog } from "../protocol/engine-log.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { PackageSchema } from "../protocol/schema-check.ts";
import { InFlight } from "../protocol/serve.ts";
import { freePort, startSshd } from "./sshd.ts";
import type { Sshd } from "./sshd.ts";

const schemaFile = new URL("../command/schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(schemaFile, "utf8")) as PackageSchema;
const urn = "urn:pulumi:s::p::command:remote:Command::step";
const lines: string[] = [];
const warn = (): undefined => undefined;
const log: StatusLog = { line: (_urn, text) => lines.push(text), warn, sent: () => Promise.resolve() };
const provider = commandProvider(schema, log, new InFlight());

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
  delete process.env["SSH_AUTH_SOCK"];
}, 60_000);
afterAll(() => {
  sshd.stop();
});

const connection = (changes: Properties = {}): Properties => ({
  ...{ host: "127.0.0.1", port: sshd.port, user: sshd.user, hostKey: sshd.hostKey },
  ...{ privateKey: readFileSync(sshd.clientKey, "utf8"), dialErrorLimit: 2, perDialTimeout: 5 },
  ...changes,
});
const create = async (inputs: Properties): Promise<Record<string, unknown>> => {
  const made = await provider.create?.(urn, { connection: connection(), addPreviousOutputInEnv: false, ...inputs });
  return made?.outs as Record<string, unknown>;
};

test("stdin goes in, both outputs come back without their last line end", async () => {
  const made = await create({ create: "cat; echo; echo warn >&2", stdin: "one\ntwo\n" });
  expect(made).toMatchObject({ stdout: "one\ntwo\n", stderr: "warn" });
  expect(JSON.stringify(made["connection"])).toContain("1b47061264138c4ac30d75fd1eb44270");
});

test.each([
  ["stdoutAndStderr", ["out", "err"]],
  ["stderr", ["err"]],
  ["none", []],
  // The official plugin takes any text, and shows nothing for one that it does not know.
  ["loud", []],
])("logging %s", async (logging, shown) => {
  lines.length = 0;
  await create({ create: "echo out; sleep 0.1; echo err >&2", logging });
  expect(lines).toEqual(shown);
});

test("update runs update, else create; delete runs the saved delete", async () => {
  const file = join(sshd.folder, "log");
  const inputs = { connection: connection(), create: `echo create >>${file}`, delete: `echo delete >>${file}` };
  const made = await provider.create?.(urn, inputs);
  await provider.update?.("id", urn, made?.outs, inputs);
  const updated = await provider.update?.("id", urn, made?.outs, { ...inputs, update: `echo update >>${file}` });
  await provider.delete?.("id", urn, updated?.outs);
  expect(readFileSync(file, "utf8")).toBe("create\ncreate\nupdate\ndelete\n");
});

test("a failing command's error holds the command and all it printed", async () => {
  const failing = create({ create: 'echo "so far"; echo why >&2; exit 3' });
  const error = await failing.catch((reason: unknown) => reason as Error);
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message).toContain('Process exited with status 3: running "echo \\"so far\\"; echo why >&2; exit 3":\n');
  expect(message.split(":\n")[1]?.trim().split("\n").sort()).toEqual(["so far", "why"]);
});

test("a command that does not read a long stdin is fine", async () => {
  expect(await create({ create: "echo done", stdin: "x".repeat(3_000_000) })).toMatchObject({ stdout: "done" });
});

test("output that the official plugin cannot take is refused: a logged line of 64 KiB, and what is no UTF-8", async () => {
  const long = "head -c 70000 /dev/zero | tr '\\0' x >&2";
  await expect(create({ create: long, logging: "stderr" })).rejects.toThrow("the official plugin would hang over it");
  expect(await create({ create: `${long}; echo done`, logging: "none" })).toMatchObject({ stdout: "done" });
  await expect(create({ create: "printf 'caf\\351'" })).rejects.toThrow("string field contains invalid UTF-8");
});

test("twelve at once", async () => {
  // Each one ends only when all twelve have begun.
  const folder = mkdtempSync(join(sshd.folder, "begun-"));
  const meet = `until [ "$(ls ${folder} | wc -l)" = 12 ]; do sleep 0.05; done`;
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, n) => create({ create: `touch ${folder}/${n}; ${meet}; echo ${n}` })),
  );
  expect(all.map((made) => made["stdout"])).toEqual(Array.from({ length: 12 }, (_, n) => String(n)));
});

test("a wrong host key, after all tries", async () => {
  const other = Buffer.from(parseHostKey(sshd.hostKey).key);
  other.writeUInt8(other.readUInt8(40) ^ 1, 40);
  const hostKey = `ssh-ed25519 ${other.toString("base64")}`;
  lines.length = 0;
  await expect(create({ create: "true", connection: connection({ hostKey }) })).rejects.toThrow(
    "after 2 failed attempts: ssh: handshake failed: ssh: host key mismatch",
  );
  expect(lines).toEqual(["Dial 1/2 failed: retrying", "Dial 2/2 failed: retrying"]);
});

test("a host key that is none, at once", async () => {
  const bad = connection({ hostKey: "rubbish" });
  await expect(create({ create: "true", connection: bad })).rejects.toThrow("failed to parse host key: ssh: no key");
  const broken = connection({ hostKey: "ssh-ed25519 AAAA%C3Nz" });
  await expect(create({ create: "true", connection: broken })).rejects.toThrow("illegal base64 data at input byte 4");
  const named = `[127.0.0.1]:${sshd.port} ${sshd.hostKey}`;
  expect(await create({ create: "echo hi", connection: connection({ hostKey: named }) })).toMatchObject({
    stdout: "hi",
  });
});

test("nobody listens", async () => {
  const port = await freePort();
  await expect(create({ create: "true", connection: connection({ port }) })).rejects.toThrow(
    `after 2 failed attempts: dial tcp 127.0.0.1:${port}: connect: connection refused`,
  );
});

test("a peer that accepts and stays silent", async () => {
  const server = createServer(() => undefined).listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const { port } = server.address() as AddressInfo;
  const silent = connection({ port, perDialTimeout: 1, dialErrorLimit: 1 });
  const failed = expect(create({ create: "true", connection: silent })).rejects.toThrow(
    /after 1 failed .*i\/o timeout/,
  );
  await failed;
  server.close();
});

test("a key the host does not know, and no key at all", async () => {
  const reason = (methods: string): string =>
    `ssh: unable to authenticate, attempted methods [${methods}], no supported methods remain`;
  const hostPrivate = readFileSync(join(sshd.folder, "host"), "utf8");
  const unknown = connection({ privateKey: hostPrivate, dialErrorLimit: 1 });
  await expect(create({ create: "true", connection: unknown })).rejects.toThrow(reason("none publickey"));
  const none = connection({ privateKey: null, dialErrorLimit: 1 });
  await expect(create({ create: "true", connection: none })).rejects.toThrow(reason("none"));
});

test("a stale agent socket fails at once, even beside a key", async () => {
  const stale = connection({ agentSocketPath: "/nonexistent/agent" });
  await expect(create({ create: "true", connection: stale })).rejects.toThrow(
    "dial unix /nonexistent/agent: connect: no such file or directory",
  );
});

test("sshd killed in mid-command", async () => {
  const pidFile = join(sshd.folder, "session");
  writeFileSync(pidFile, "");
  const killed = create({ create: `echo begun; echo $PPID >${pidFile}; kill -9 $PPID; sleep 2` });
  await expect(killed).rejects.toThrow("wait: remote command exited without exit status or exit signal: running");
});

test.each([
  [{ creat: "x" }, [{ property: "creat", reason: "is not a property of this resource" }]],
  [{ create: 1 }, [{ property: "create", reason: "must be of type string" }]],
  [{ logging: "loud" }, []],
  [{ logging: 1 }, [{ property: "logging", reason: "must be one of stdout, stderr, stdoutAndStderr, none" }]],
  [{ connection: null }, [{ property: "connection", reason: "is required" }]],
  [
    { connection: { host: "h", prot: 1 } },
    [{ property: "connection.prot", reason: "is not a property of this resource" }],
  ],
])("inputs are held to the published schema: %j", async (inputs, failures) => {
  expect((await provider.check?.(urn, {}, { connection: { host: "h" }, ...inputs }))?.failures).toEqual(failures);
});

test("other resources of the package are refused by name", async () => {
  const checked = await provider.check?.("urn:pulumi:s::p::command:local:Command::x", {}, { create: "true" });
  expect(checked?.failures?.[0]?.reason).toContain("command:local:Command");
});

test("triggers replace", async () => {
  const inputs = { connection: connection(), create: "true", triggers: ["1"] };
  expect(await provider.diff?.("id", urn, inputs, { ...inputs, triggers: ["2"] })).toEqual({ replaces: ["triggers"] });
  expect(await provider.diff?.("id", urn, inputs, { ...inputs, create: "false" })).toEqual({});
});
