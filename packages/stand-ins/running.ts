import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { Failure } from "../../tools/failure.ts";
import { writeAtomically } from "../../tools/write-atomically.ts";
import { basePath } from "./cloudflare/routes.ts";
import { zoneId } from "./cloudflare/state.ts";

/** The names of the two stand-ins. */
export type ApiName = "cloudflare" | "authentik";

interface ApiFiles {
  readonly stateFile: string;
  /** The request log. */
  readonly log: string;
  /** The token's file, mode 0600. */
  readonly token: string;
}

/** Paths of everything that the two stand-ins keep in a folder. */
export interface Files extends Readonly<Record<ApiName, ApiFiles>> {
  /** The facts of the latest start. */
  readonly record: string;
  /** What the process printed. */
  readonly output: string;
  /** The DNS server's request log. */
  readonly dnsLog: string;
}

/** The paths in a folder. Pure: nothing is created. */
export function filesIn(folder: string): Files {
  const at = (file: string): string => join(resolve(folder), file);
  const own = (name: ApiName): ApiFiles => ({
    stateFile: at(`${name}.json`),
    log: at(`${name}.log`),
    token: at(`${name}.token`),
  });
  const files = { record: at("apis.json"), output: at("apis.out"), dnsLog: at("dns.log") };
  return { ...files, cloudflare: own("cloudflare"), authentik: own("authentik") };
}

const record = z.object({
  /** Of the latest start, whether it runs still or not. */
  pid: z.number(),
  ports: z.object({ cloudflare: z.number(), dns: z.number(), authentik: z.number() }),
  domain: z.string(),
  publicUrl: z.string().optional(),
});

/** The facts of a start of the two stand-ins. */
export type ApisRecord = z.infer<typeof record>;

/**
 * The facts of the latest start in a folder; undefined before the first one.
 * @throws Failure when the file holds something else
 */
export function loadRecord(folder: string): ApisRecord | undefined {
  const file = filesIn(folder).record;
  if (!existsSync(file)) return undefined;
  try {
    return record.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Failure(file, "does not hold the facts of a start", "remove the file; new ports are then chosen");
  }
}

/** Keeps the facts of a start. */
export function saveRecord(folder: string, facts: ApisRecord): void {
  writeAtomically(filesIn(folder).record, `${JSON.stringify(facts, undefined, 2)}\n`);
}

/** Whether a process is the stand-ins of this folder: another one may have got the number of a dead one. */
export function isOurs(pid: number, folder: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return words.some((word) => word.endsWith("stand-ins/main.ts")) && words.includes(resolve(folder));
  } catch {
    return false;
  }
}

/**
 * The stand-ins' processes of this folder. There may be more than the record says: a start that is killed before its
 * record is on the disk leaves one.
 */
export function ourProcesses(folder: string): number[] {
  // Only Linux tells processes by their words.
  return (existsSync("/proc") ? readdirSync("/proc") : [])
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isOurs(pid, folder));
}

/** "http://127.0.0.1:PORT" of one of them. */
export function address({ ports }: ApisRecord, name: ApiName): string {
  return `http://127.0.0.1:${ports[name]}`;
}

const liveLimitMs = 2_000;

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_stand-in/faults`, { signal: AbortSignal.timeout(liveLimitMs) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether both answer at the addresses of the record. */
export async function areLive(facts: ApisRecord): Promise<boolean> {
  const names = ["cloudflare", "authentik"] as const;
  return (await Promise.all(names.map((name) => answers(address(facts, name))))).every(Boolean);
}

/** Where the two stand-ins are and how to get in. */
export interface Apis {
  readonly cloudflare: {
    /** The base address that a provider takes; ends in `/`. */
    readonly url: string;
    readonly token: string;
    /** The id of the one zone, which is the rehearsal's domain. */
    readonly zoneId: string;
  };
  /** Answers from Cloudflare's records, over UDP and TCP on 127.0.0.1. */
  readonly dns: { readonly port: number };
  readonly authentik: { readonly url: string; readonly token: string };
}

/** What whoever talks to the stand-ins needs. */
export function apisOf(folder: string, facts: ApisRecord): Apis {
  const token = (name: ApiName): string => readFileSync(filesIn(folder)[name].token, "utf8");
  return {
    cloudflare: {
      url: `${address(facts, "cloudflare")}${basePath}`,
      token: token("cloudflare"),
      zoneId: zoneId(facts.domain),
    },
    dns: { port: facts.ports.dns },
    authentik: { url: address(facts, "authentik"), token: token("authentik") },
  };
}
