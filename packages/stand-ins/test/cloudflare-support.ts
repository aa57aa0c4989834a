import { rmSync } from "node:fs";
import { join } from "node:path";
import { startCloudflare } from "../cloudflare/server.ts";
import type { CloudflareOptions, RunningCloudflare } from "../cloudflare/server.ts";
import { zoneId } from "../cloudflare/state.ts";
import { scratchFolder } from "./support.ts";

/** A token that may read and change; made up. */
export const token = "a".repeat(40);
/** The zone that is there. */
export const zone = { name: "home.test", id: zoneId("home.test") };
/** The path of its records. */
export const recordsPath = `zones/${zone.id}/dns_records`;

/** A Cloudflare stand-in for tests, and what an ordinary client of it does. */
export interface TestCloudflare {
  readonly running: RunningCloudflare;
  readonly options: CloudflareOptions;
  /** Asks with the token; the path is below the base address. */
  ask(method: string, path: string, body?: unknown, bearer?: string): Promise<Asked>;
  /** Creates a record and gives its result. */
  create(record: Record<string, unknown>): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** An answer, its body read. */
export interface Asked {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly result: unknown;
  /** The code of the first error. */
  readonly code: number | undefined;
}

async function ask(baseUrl: string, method: string, path: string, body: unknown, bearer: string): Promise<Asked> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
  const options = body === undefined ? { method, headers } : { method, headers, body: text };
  const answer = await fetch(new URL(path, baseUrl), options);
  const read = (await answer.json()) as Record<string, unknown>;
  const errors = read["errors"] as { code: number }[];
  return { status: answer.status, body: read, result: read["result"], code: errors[0]?.code };
}

/** Starts a stand-in with one zone on a free port; `stop` ends it and removes its files. */
export async function testCloudflare(changes: Partial<CloudflareOptions> = {}): Promise<TestCloudflare> {
  const folder = scratchFolder();
  const files = { stateFile: join(folder, "state.json"), log: join(folder, "log") };
  const options = { port: 0, ...files, token, zones: [zone.name], ...changes };
  const running = await startCloudflare(options);
  const asking: TestCloudflare["ask"] = (method, path, body, bearer = token) =>
    ask(running.baseUrl, method, path, body, bearer);
  return {
    running,
    options,
    ask: asking,
    create: async (record) => {
      const made = await asking("POST", recordsPath, record);
      if (made.status !== 200) throw new Error(JSON.stringify(made.body));
      return made.result as Record<string, unknown>;
    },
    stop: async () => {
      await running.close();
      rmSync(folder, { recursive: true });
    },
  };
}
