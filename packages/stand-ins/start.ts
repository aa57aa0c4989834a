import { spawn } from "node:child_process";
import type { SpawnOptions } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../tools/failure.ts";
import { writeAtomically } from "../../tools/write-atomically.ts";
import { apisOf, areLive, filesIn, loadRecord, ourProcesses, saveRecord } from "./running.ts";
import type { Apis, ApisRecord } from "./running.ts";

/** What the stand-ins are about. */
export interface ApisOptions {
  /** The name of Cloudflare's one zone; default home.test. */
  readonly domain?: string;
  /** Authentik's address as people see it ("https://auth.home.test"); default: the one a request was sent to. */
  readonly publicUrl?: string;
}

const program = new URL("main.ts", import.meta.url).pathname;
const startLimitMs = 60_000;
const stopLimitMs = 10_000;
const pollMs = 20;
const shownOutput = 2_000;

function makeTokens(folder: string): void {
  const { cloudflare, authentik } = filesIn(folder);
  for (const { token } of [cloudflare, authentik]) {
    if (!existsSync(token)) writeAtomically(token, randomBytes(30).toString("base64url"), 0o600);
  }
}

/** Ports that nobody listens on; all are held until all are known, so that they differ. */
async function freePorts(): Promise<ApisRecord["ports"]> {
  const servers = [createServer(), createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    const listening = Promise.withResolvers<number>();
    server.once("error", listening.reject).listen(0, "127.0.0.1", () => {
      listening.resolve((server.address() as AddressInfo).port);
    });
    ports.push(await listening.promise);
  }
  for (const server of servers) await new Promise((closed) => server.close(closed));
  const [cloudflare = 0, dns = 0, authentik = 0] = ports;
  return { cloudflare, dns, authentik };
}

function failed(folder: string, problem: string): Failure {
  const { output } = filesIn(folder);
  const said = readFileSync(output, "utf8").trim().slice(-shownOutput);
  return new Failure("the stand-in APIs", said === "" ? problem : `${problem}:\n${said}`, `see ${output}`);
}

/** Starts the process, detached from this one. @returns its facts once both stand-ins answer */
async function spawnBoth(folder: string, facts: Omit<ApisRecord, "pid">): Promise<ApisRecord> {
  const { ports, domain, publicUrl } = facts;
  const output = openSync(filesIn(folder).output, "w", 0o600);
  const args = ["--folder", resolve(folder), "--domain", domain];
  const numbers = Object.entries(ports).flatMap(([name, port]) => [`--${name}`, String(port)]);
  const shown = publicUrl === undefined ? [] : ["--public-url", publicUrl];
  // Without this process's environment, which may hold secrets for other programs.
  const { PATH = "", NODE_COMPILE_CACHE } = process.env;
  const env = NODE_COMPILE_CACHE === undefined ? { PATH } : { PATH, NODE_COMPILE_CACHE };
  const options: SpawnOptions = { detached: true, cwd: "/", env, stdio: ["ignore", output, output] };
  const child = spawn(process.execPath, [program, ...args, ...numbers, ...shown], options);
  closeSync(output);
  const problem: { text?: string } = {};
  child.once("error", ({ message }) => (problem.text = message));
  child.once("exit", (code, signal) => (problem.text = `ended with ${signal ?? `status ${String(code)}`}`));
  child.unref();
  const started = { ...facts, pid: child.pid ?? 0 };
  // At once, so that a start that is interrupted leaves no process that nobody knows of.
  saveRecord(folder, started);
  for (let waited = 0; waited < startLimitMs; waited += pollMs) {
    await sleep(pollMs);
    if (problem.text !== undefined) throw failed(folder, problem.text);
    if (await areLive(started)) return started;
  }
  child.kill("SIGKILL");
  throw failed(folder, `did not answer within ${startLimitMs / 1000} s`);
}

/**
 * Starts the stand-ins for Cloudflare (with its DNS) and Authentik as one background process that outlives this
 * one. Those that run and answer are left alone; those that were started with other options are
 * started anew. State, tokens (made at the first start), logs and ports stay in the folder. Two
 * callers at once must be kept apart by the rehearsal machine's lock.
 * @throws Failure when they do not answer in time, with what they said
 */
export async function startApis(folder: string, options: ApisOptions = {}): Promise<Apis> {
  const { domain = "home.test", publicUrl } = options;
  mkdirSync(folder, { recursive: true });
  const latest = loadRecord(folder);
  const running = ourProcesses(folder);
  if (latest !== undefined && running.length === 1 && running[0] === latest.pid) {
    const same = latest.domain === domain && latest.publicUrl === publicUrl;
    if (same && (await areLive(latest))) return apisOf(folder, latest);
  }
  await stopApis(folder);
  makeTokens(folder);
  const facts = {
    ports: latest?.ports ?? (await freePorts()),
    domain,
    ...(publicUrl === undefined ? {} : { publicUrl }),
  };
  return apisOf(folder, await spawnBoth(folder, facts));
}

/** Ends the stand-ins of a folder, if they run; what they hold stays in the folder. */
export async function stopApis(folder: string): Promise<void> {
  end(folder, "SIGTERM");
  for (let waited = 0; waited < stopLimitMs; waited += pollMs) {
    if (ourProcesses(folder).length === 0) return;
    await sleep(pollMs);
  }
  end(folder, "SIGKILL");
}

function end(folder: string, signal: NodeJS.Signals): void {
  for (const pid of ourProcesses(folder)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended in between.
    }
  }
}
