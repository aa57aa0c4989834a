import { createHash, randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Apis } from "../../stand-ins/running.ts";
import { cacheDir } from "../../../tools/cache.ts";
import { runCommand } from "../../../tools/run-command.ts";
import type { Tools } from "../../pulumi-plugins/cli/tools.ts";
import { projectRoot } from "../../../tools/project-root.ts";
import { hostAddress, standInAddresses } from "../host/network.ts";
import { domain } from "../host/stand-ins.ts";
import type { Host, KindName } from "../host/state.ts";
import { writeAtomically } from "../../../tools/write-atomically.ts";
import { hasSecret, renderStackConfig } from "./stack-config.ts";

/** Name of the rehearsal's stack. */
export const stackName = "rehearsal";

/** A stack in a file backend of its own, ready to be used. */
export interface Stack {
  /** Folder of the backend, the passphrase and the config file. */
  readonly folder: string;
  /** Path of the stack's config file. */
  readonly configFile: string;
  /** The whole environment for `pulumi`. */
  readonly env: Readonly<Record<string, string>>;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const toolLimit = 60;
/** The host's own address: one that leads nowhere would make each smoke test wait. */
const publicAddress = hostAddress;

function stackEnvironment(folder: string, tools: Tools, kind: KindName): Record<string, string> {
  const passphrase = join(folder, "passphrase");
  if (!existsSync(passphrase)) writeAtomically(passphrase, `${randomBytes(24).toString("base64url")}\n`, 0o600);
  return {
    // An emulated processor is slower with more at once; a caller's own number wins.
    PULUMI_PARALLEL: process.env["PULUMI_PARALLEL"] ?? (kind === "vm" ? "2" : "8"),
    // The program and Pulumi's libraries compiled, for the next run.
    NODE_COMPILE_CACHE: cacheDir("compiled"),
    ...tools.env,
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    PULUMI_STACK: stackName,
  };
}

/** Runs `pulumi` for our own ends. @throws Failure with its last lines */
async function pulumi(args: readonly string[], stack: Stack, cwd: string, input?: string): Promise<void> {
  const purpose = `pulumi ${args.slice(0, 2).join(" ")}`;
  const options = { seconds: toolLimit, cwd, env: stack.env, purpose, fix: "./rehearse reset" };
  await runCommand("pulumi", args, input === undefined ? options : { ...options, input });
}

async function createStack(stack: Stack): Promise<void> {
  // `stack init` writes the config file beside Pulumi.yaml; the program's tree must stay as it is.
  const scratch = mkdtempSync(join(tmpdir(), "homelab-stack-"));
  try {
    copyFileSync(join(projectRoot, "Pulumi.yaml"), join(scratch, "Pulumi.yaml"));
    await pulumi(["stack", "init", stackName, "--non-interactive"], stack, scratch);
    const written = readFileSync(join(scratch, `Pulumi.${stackName}.yaml`), "utf8");
    writeAtomically(stack.configFile, written, 0o600);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function settings(vm: Host, { authentik, cloudflare }: Apis): Record<string, unknown> {
  const pools = { safe: "8 GB", tank: "8 GB" };
  const address = { address: "127.0.0.1", port: vm.ports.ssh, user: "root", hostKey: vm.hostKey };
  return {
    "homelab:domain": domain,
    "homelab:host": { name: "rehearsal", ...address, pools },
    "homelab:tls": { mode: "internal", caCertificate: readFileSync(vm.caCertificate, "utf8") },
    "homelab:dns": {
      ...{ zone: domain, zoneId: cloudflare.zoneId, target: { a: publicAddress }, private: "none" },
      resolver: standInAddresses.dns,
    },
    "homelab:sso": { enabled: true },
    "cloudflare:baseUrl": cloudflare.url,
    "authentik:url": authentik.url,
  };
}

interface Secret {
  readonly key: string;
  readonly value: string;
  /** What changes whenever the value does and may be read by everybody. */
  readonly mark: string;
}

const secrets = (vm: Host, { authentik, cloudflare }: Apis): Secret[] => [
  {
    key: "homelab:tlsCaKey",
    value: readFileSync(vm.caKey, "utf8"),
    mark: readFileSync(vm.caCertificate, "utf8"),
  },
  { key: "cloudflare:apiToken", value: cloudflare.token, mark: sha256(cloudflare.token) },
  { key: "authentik:token", value: authentik.token, mark: sha256(authentik.token) },
  // What a first start of the real one would be told, so that Pulumi can sign in to it.
  { key: "homelab:authentication-bootstrap-token", value: authentik.token, mark: sha256(authentik.token) },
];

/** Encrypts a value anew only when it has changed: the config file would be another one each time. */
async function setSecret({ key, value, mark }: Secret, stack: Stack): Promise<void> {
  const file = join(stack.folder, `mark-of-${key.replace(":", "-")}`);
  const current = existsSync(file) && readFileSync(file, "utf8") === mark;
  if (current && hasSecret(readFileSync(stack.configFile, "utf8"), key)) return;
  const args = ["config", "set", key, "--secret", "--stack", stackName, "--config-file", stack.configFile];
  // On standard input: argv can be read by every user.
  await pulumi([...args, "--non-interactive"], stack, projectRoot, value);
  writeAtomically(file, mark);
}

/**
 * Makes sure that the rehearsal's stack exists and that its config file names the machine and the stand-in
 * APIs as they are now: addresses, ports and host key are written each time, encrypted values stay.
 */
export async function prepareStack(vm: Host, tools: Tools, apis: Apis): Promise<Stack> {
  const folder = join(vm.dir, "stack");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const configFile = join(folder, `Pulumi.${stackName}.yaml`);
  const stack: Stack = { folder, configFile, env: stackEnvironment(folder, tools, vm.kind) };
  const saved = existsSync(join(folder, ".pulumi", "stacks", "homelab", `${stackName}.json`));
  if (!saved || !existsSync(configFile)) await createStack(stack);
  const before = readFileSync(configFile, "utf8");
  const after = renderStackConfig(before, settings(vm, apis));
  if (after !== before) writeAtomically(configFile, after, 0o600);
  for (const secret of secrets(vm, apis)) await setSecret(secret, stack);
  return stack;
}
